/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_BEHAVIOUR_HELD_H
#define KV_BEHAVIOUR_HELD_H

#include "behaviour/sleep.h"
#include "index/index.h"

/*
 * What is held while code of a livepatch sleeps: spinlocks, and in source whatever else keeps a
 * task from being scheduled. Of each call is known how much is held at least on every way to it, so
 * a call that is found is wrong whenever it is reached. What a function does that klpvet does not
 * know counts as giving everything back.
 */

typedef enum {
	KV_HELD_KEEPS,
	KV_HELD_ENTERS,
	KV_HELD_LEAVES,
	KV_HELD_FORGETS, /* may give back what the caller holds */
} kv_held_effect;

/* How many are held, and the call that took one of them (a number of the flow's own). */
typedef struct kv_held {
	uint32_t enter;
	uint8_t depth;
} kv_held;

/* A function as the solver sees it: nodes of straight code, of which number 0 is its begin. */
typedef struct kv_held_flow {
	guint count;
	/* Appends what may be executed after @node (element-type guint32). */
	void (*follow)(gpointer data, guint node, GArray *next);
	/* What is held behind @node, when it is @before in front of it. */
	kv_held (*pass)(gpointer data, guint node, kv_held before);
	gpointer data;
} kv_held_flow;

/*
 * What is held at least in front of each node: a new array (element-type kv_held). What nothing
 * leads to is entered with nothing held.
 */
GArray *kv_held_solve(const kv_held_flow *flow);
/* What is held behind a call of that effect; at most @limit are counted. */
kv_held kv_held_behind(kv_held before, kv_held_effect effect, uint32_t call, uint8_t limit);

/* What functions do with locks of their callers, as far as it was asked already. */
typedef struct kv_held_effects {
	const kv_index *vmlinux;
	GHashTable *named; /* name -> kv_held_effect plus one */
	GHashTable *own;   /* function of the livepatch -> likewise, for whoever knows them */
} kv_held_effects;

/* @vmlinux must outlive the result; the names that are asked for must as well. */
kv_held_effects *kv_held_effects_new(const kv_index *vmlinux);
void kv_held_effects_free(kv_held_effects *effects);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_held_effects, kv_held_effects_free)
/* Of the kernel's function @name: it keeps them if it only gives back what it takes itself. */
kv_held_effect kv_held_effect_of(kv_held_effects *effects, const char *name);

/* Whether machine code takes a lock by calling @name. */
bool kv_held_enters(const char *name);

/* A call that sleeps with something held. */
typedef struct kv_held_sleep {
	uint32_t enter, call; /* in the calls of the body, or of the unit */
	kv_sleep sleep;
	const char *sleeper; /* what sleeps: the callee, or what that calls */
} kv_held_sleep;

/* Those of a function of the livepatch: a new array (element-type kv_held_sleep). */
GArray *kv_lp_body_held_sleeps(kv_held_effects *effects, const kv_lp_body *body);
/* @realtime: spinlocks that are not raw sleep themselves (CONFIG_PREEMPT_RT). */
GArray *kv_c_held_sleeps(const kv_livepatch *livepatch, kv_held_effects *effects,
			    const kv_c_ref *code, bool realtime);

#endif
