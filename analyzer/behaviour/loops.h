/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_BEHAVIOUR_LOOPS_H
#define KV_BEHAVIOUR_LOOPS_H

#include "engine/rule.h"

typedef enum {
	KV_CHANGE_LOST_POINT, /* the original has it with a reschedule point */
	KV_CHANGE_NEW_WAIT,   /* waits for others without giving the processor away */
	KV_CHANGE_NEW,	      /* another one without reschedule point */
} kv_loop_change_kind;

/* A loop without reschedule point in a replacement, as far as the original has none like it. */
typedef struct kv_loop_change {
	kv_loop_change_kind kind;
	const kv_lp_body *body; /* the replacement, or a function of the livepatch that it calls */
	const kv_lp_loop *loop;
} kv_loop_change;

/*
 * Compares the loops of the replacement with those of the original, in machine code. Loops that are
 * only copied are none of these, also when other functions are inlined in the copy; neither are
 * those that count to an end. A new array (element-type kv_loop_change); NULL when the code of
 * either is not known.
 */
GArray *kv_patched_loop_changes(kv_check *check, const kv_patched *patched);

#endif
