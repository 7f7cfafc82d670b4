/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_LIVEPATCH_MODEL_ALLOWANCE_H
#define KV_LIVEPATCH_MODEL_ALLOWANCE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * A suppression: a comment in the source of a livepatch that allows what a rule finds there.
 *
 *	klpvet: allow(RULE) reason: TEXT
 *
 * It holds for the lines that the comment stands on, and for the next one; of several one below the
 * other, for the one behind the last. The reason goes on to the end of the comment.
 */
typedef struct kv_allowance {
	char *file;
	uint32_t line; /* of the comment */
	uint32_t last; /* the last line that it holds for */
	char *rule;    /* NULL when the comment names none */
	char *reason;  /* NULL when the comment gives none */
	char *defect;  /* what keeps it from being one; NULL: it is well-formed */
} kv_allowance;

/* An empty list of them; free with g_ptr_array_unref(). */
GPtrArray *kv_allowances_new(void);

/*
 * Appends those of the C source @text of @size bytes to @allowances, in their order; @file is the
 * name that they get. A comment that begins with "klpvet:" and is no suppression is one with a
 * defect.
 */
void kv_allowances_scan(GPtrArray *allowances, const char *file, const void *text, size_t size);

/* Whether @allowance holds for @line of @file. */
bool kv_allowance_covers(const kv_allowance *allowance, const char *file, uint32_t line);

#endif
