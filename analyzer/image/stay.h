/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_IMAGE_STAY_H
#define KV_IMAGE_STAY_H

#include <glib.h>

#include "index/index.h"

/*
 * Functions that are on the stack of a kernel thread for as long as it lives. A task that has not
 * been switched goes on calling the old functions, so a thread that sleeps in one of these whenever
 * the kernel looks is never switched: klp_try_switch_task() of kernel/livepatch/transition.c.
 */
typedef enum {
	KV_STAYS_NOT,	 /* as far as is known */
	KV_STAYS_MAIN,	 /* a main function of threads that live in its loop, or in one it calls */
	KV_STAYS_LOOP,	 /* called by a main function only, and has that loop */
	KV_STAYS_SLEEPS, /* called from such loops only, and the thread sleeps in it */
} kv_stays;

typedef struct kv_stay {
	kv_stays how;
	uint32_t main; /* symbol of a main function: itself, or the one that calls it */
	/*
	 * Of KV_STAYS_SLEEPS: the loop has no other call that blocks, so that it sleeps only there.
	 */
	bool only_place;
} kv_stay;

/* What is known of the function whose code @symbol of @index names. */
kv_stay kv_index_stay(const kv_index *index, uint32_t symbol);

/*
 * Whether the code of @symbol calls a function with one of @habits (kv_habit), itself (@depth 1) or
 * by way of direct calls of others. Looks at a limited number of calls.
 */
bool kv_index_calls_habit(const kv_index *index, uint32_t symbol, unsigned int habits,
			  unsigned int depth);
/* The name of what @call of @index calls; NULL when through a pointer. */
const char *kv_index_callee_name(const kv_index *index, uint32_t call);
/* The symbol of the code that a function called @name runs in @index, or KV_NONE. */
uint32_t kv_index_code_named(const kv_index *index, const char *name);

#endif
