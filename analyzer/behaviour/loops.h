/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_BEHAVIOUR_LOOPS_H
#define KV_BEHAVIOUR_LOOPS_H

#include "behaviour/code_walk.h"
#include "behaviour/loop_shape.h"
#include "engine/finding.h"
#include "kernel/kernel.h"

typedef struct kv_check kv_check;
typedef struct kv_patched kv_patched;

/* Loops of the livepatch that keep the scheduler out, and what the kernel makes of them. */

typedef enum {
	KV_CHANGE_LOST_POINT, /* the original has it with a reschedule point */
	KV_CHANGE_NEW_WAIT,   /* waits for others without giving the processor away */
	KV_CHANGE_NEW,	    /* another one without reschedule point */
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
/*
 * What the kernel does while a task stays in a loop without reschedule point, by its preemption
 * model; and what to do about it, by what cond_resched() does there (free with g_free()).
 */
void kv_finding_set_loop_consequence(kv_finding *finding, const kv_kernel *kernel);
char *kv_kernel_loop_remedy(const kv_kernel *kernel);

/*
 * A loop in the source of the livepatch that can go round without letting the scheduler in, which
 * the original does not have.
 */
typedef struct kv_busy_loop {
	kv_c_ref code; /* the function that has it */
	uint32_t loop;
	uint8_t kind;		   /* kv_busy_kind */
	bool certain;		   /* what its calls do is known */
	bool is_compared;	   /* the loops of the original are known */
	const kv_patched *patched; /* whose replacement leads to it; NULL: none known */
} kv_busy_loop;

/* All of them: (element-type kv_busy_loop), the caller's. */
GArray *kv_check_busy_loops(kv_check *check);

#endif
