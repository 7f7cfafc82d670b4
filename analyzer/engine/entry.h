/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_ENGINE_ENTRY_H
#define KV_ENGINE_ENTRY_H

#include "engine/patched.h"
#include "image/reach.h"

/* One klp_func with what the engine alone needs to know about it. */
typedef struct kv_entry {
	kv_patched patched; /* first: kv_patched_name() gets back to the entry */
	char *name;	    /* old_name with ",position" if set */
	guint32 *core;	    /* backs patched.candidates of a module; NULL otherwise */
	guint object_number, function_number; /* positions in the livepatch */
	bool named;			      /* has an old_name to look up */
	const char *unreachable; /* why the kernel never looks at it; NULL when it does */
	const char *missing_reason, *missing_supply; /* why patched.index is NULL */
	kv_reach *reach;  /* what reaches it; NULL until a rule has asked */
	kv_reach *copies; /* what reaches an inlined copy of it; NULL until a rule has asked */
} kv_entry;

#endif
