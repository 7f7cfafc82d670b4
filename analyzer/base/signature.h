/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_BASE_SIGNATURE_H
#define KV_BASE_SIGNATURE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * What a caller and a function must agree on, of a prototype: a canonical text without typedefs,
 * qualifiers and names of parameters, which debug information and C source both give.
 *
 *   signature = value "(" [value {"," value}] ["," "..."] ")"
 *   value     = "v"                     void
 *             | "b"                     bool
 *             | "c"                     plain char, signed or not
 *             | ("i" | "u") bytes       signed, unsigned integer
 *             | "e" bytes               enumeration
 *             | "f" bytes               floating point
 *             | "p" [":" tag]           pointer; tag: of the structure that it points to
 *             | "s" bytes [":" tag]     structure or union, by value
 *             | "?"                     not known
 *
 * "i4(p:seq_file,p)" is int (struct seq_file *, void *). An empty text: nothing is known.
 */

/* Longer ones are damage, or of no use. */
#define KV_SIGNATURE_MAX 2048

/* Where the replacement of a function does not fit the function. */
typedef enum {
	KV_MISFIT_RESULT_MISSING,   /* void, where callers read a value */
	KV_MISFIT_RESULT_UNREAD,    /* a value, where callers read none */
	KV_MISFIT_RESULT,	    /* another kind or size of value */
	KV_MISFIT_PARAMETER,	    /* the same of a parameter */
	KV_MISFIT_MORE_PARAMETERS,  /* than callers pass */
	KV_MISFIT_FEWER_PARAMETERS, /* but some: who takes none needs none */
	KV_MISFIT_VARIADIC,	    /* though callers pass no list */
	KV_MISFIT_NOT_VARIADIC,	    /* though callers pass one */
} kv_misfit_kind;

typedef struct kv_misfit {
	kv_misfit_kind kind;
	/* Whether one side reads what the other has not set, or bits of a value are lost. */
	bool breaks;
	guint parameter; /* of KV_MISFIT_PARAMETER, from 1; of the counts: how many callers pass */
	char *original, *replacement; /* what stands there, as words: "unsigned int (4 bytes)" */
} kv_misfit;

void kv_misfit_free(kv_misfit *misfit);

/*
 * Compares two signatures: what a replacement is called with and must return, and what it takes and
 * returns. A new array (element-type kv_misfit), empty when it fits: free with g_ptr_array_unref().
 * What either side does not know fits. NULL when one is empty or damaged.
 *
 * Widths count as the calling conventions of 64-bit machines have them: an argument or a result
 * fills a register, of which the bits beyond its type are not defined (System V ABI for x86-64,
 * 3.2.3; callers extend up to 32 bits). Signs of whole registers, enumerations and integers of one
 * size, and void pointers and any others, are alike.
 */
GPtrArray *kv_signature_compare(const char *original, const char *replacement);

#endif
