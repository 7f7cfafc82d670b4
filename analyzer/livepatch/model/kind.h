/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_LIVEPATCH_MODEL_KIND_H
#define KV_LIVEPATCH_MODEL_KIND_H

#include <stdbool.h>

/*
 * What a livepatch was read from. Nothing but the readers and kind.c names a kind: everybody else
 * asks what the kind can tell, so that a further reader adds a line to the table there.
 */
typedef enum {
	KV_LIVEPATCH_HAND_WRITTEN, /* a module whose source has the klp_patch */
	KV_LIVEPATCH_KPATCH,	   /* a module of kpatch-build */
	KV_LIVEPATCH_KLP_BUILD,	   /* a module of klp-build */
	KV_LIVEPATCH_SOURCE,	   /* C source that is not compiled yet */
	KV_LIVEPATCH_LISTED,	   /* a patched_funcs.csv, with C source beside it */
	KV_LIVEPATCH_KIND_COUNT,
} kv_livepatch_kind;

/* What livepatches of a kind tell, if everything of them can be read. */
typedef enum {
	/* It is built: sections, symbols, relocations, module information, machine code. */
	KV_TELLS_MODULE = 1 << 0,
	/* Its C source: kv_livepatch.units, and places in them. */
	KV_TELLS_SOURCE = 1 << 1,
	/* By which name the kernel will know its module. */
	KV_TELLS_NAME = 1 << 2,
	/* Every object that it has, also those that only its build makes. */
	KV_TELLS_ALL_OBJECTS = 1 << 3,
	/* Which static variables are the original's: the build tool has referred to these. */
	KV_TELLS_STATICS = 1 << 4,
} kv_livepatch_tells;

/* Whether livepatches of @kind tell any of @what (kv_livepatch_tells). */
bool kv_livepatch_kind_tells(kv_livepatch_kind kind, unsigned int what);

#endif
