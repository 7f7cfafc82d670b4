/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_BEHAVIOUR_BUSY_H
#define KV_BEHAVIOUR_BUSY_H

#include "behaviour/code_walk.h"
#include "engine/rule.h"

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
