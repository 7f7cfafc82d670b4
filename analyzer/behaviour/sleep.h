/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_BEHAVIOUR_SLEEP_H
#define KV_BEHAVIOUR_SLEEP_H

#include "behaviour/code_walk.h"
#include "index/index.h"
#include "kernel/patterns.h"

/* What a call does for whoever must not sleep, as far as it is known by name. */
typedef enum {
	KV_SLEEP_NO,
	KV_SLEEP_PERHAPS,    /* it may be right all the same: a point to reschedule at, a copy */
	KV_SLEEP_FOR_MEMORY, /* an allocation with flags that allow it, when memory is short */
	KV_SLEEP_WAITS,	     /* when there is something to wait for */
	KV_SLEEP_ALWAYS,
} kv_sleep;

/*
 * The allocation that the function or macro @name is, or NULL. "kmalloc_noprof" is what the macro
 * kmalloc calls since Linux 6.10 (include/linux/alloc_tag.h), and the same allocation.
 */
const kv_allocation_pattern *kv_allocation_of(const char *name);

/* How the author calls what @call calls: kmalloc() where that is a macro, and not what it hides. */
const char *kv_c_call_spelling(const kv_c_call *call);
kv_sleep kv_call_ref_sleep(const kv_call_ref *ref);
kv_sleep kv_lp_call_sleep(const kv_lp_call *call);
/* Why the call may sleep: the name and, of an allocation, its flags; NULL when it is not known to. */
char *kv_call_ref_sleeps(const kv_call_ref *ref);
/*
 * What keeps the task from sleeping when the call is made: the name of the lock or section entered
 * before it in the same function and not left on some way to it; NULL when there is none.
 */
const char *kv_call_ref_atomic(const kv_call_ref *ref);
/* The same of every round of @loop: of what is entered before it and not left in it. */
const char *kv_loop_atomic(const kv_c_unit *unit, uint32_t loop);

/*
 * Whether a task can sleep in the function @body of the livepatch, as far as direct calls tell; the
 * name of what it then calls, owned by the livepatch; else NULL.
 */
const char *kv_lp_body_sleeps(const kv_index *vmlinux, const kv_lp_body *body);

#endif
