/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is held while the machine code of a livepatch sleeps. */
#include "behaviour/held.h"

/* How many locks are counted, and among how many steps a sleep is looked for. */
enum { LOCKS_MAX = 16, STEPS_MAX = 256 };

typedef struct {
	const kv_lp_body *body;
	GArray *effects; /* (element-type guint8): kv_held_effect of each call */
} machine_flow;

static bool touches_locks(const kv_lp_call *call, gpointer data)
{
	return !call->body && kv_held_effect_of(data, call->callee) != KV_HELD_KEEPS;
}

static bool calls_through_pointer(const kv_lp_body *body)
{
	for (guint i = 0; i < body->steps->len; i++) {
		const kv_lp_step *step = &g_array_index(body->steps, kv_lp_step, i);

		if (step->kind == KV_LP_STEP_CALL && step->call == KV_LP_NOWHERE)
			return true;
	}
	return false;
}

static kv_held_effect effect_of(kv_held_effects *effects, const kv_lp_call *call)
{
	guint known;

	if (!call->body)
		return kv_held_effect_of(effects, call->callee);
	known = GPOINTER_TO_UINT(g_hash_table_lookup(effects->own, call->body));
	if (known > 0)
		return known - 1;
	known = KV_HELD_KEEPS;
	if (calls_through_pointer(call->body) ||
	    kv_lp_body_each_call(call->body, touches_locks, effects))
		known = KV_HELD_FORGETS;
	g_hash_table_insert(effects->own, (gpointer)call->body, GUINT_TO_POINTER(known + 1));
	return known;
}

static void follow(gpointer data, guint node, GArray *next)
{
	const machine_flow *flow = data;
	const kv_lp_step *step = &g_array_index(flow->body->steps, kv_lp_step, node);

	g_array_append_val(next, step->next);
	g_array_append_val(next, step->target);
}

static kv_held pass(gpointer data, guint node, kv_held before)
{
	const machine_flow *flow = data;
	const kv_lp_step *step = &g_array_index(flow->body->steps, kv_lp_step, node);

	if (step->kind == KV_LP_STEP_FORK || step->kind == KV_LP_STEP_JUMP)
		return before;
	if (step->call == KV_LP_NOWHERE)
		return kv_held_behind(before, KV_HELD_FORGETS, 0, LOCKS_MAX);
	return kv_held_behind(before, g_array_index(flow->effects, guint8, step->call), step->call,
			      LOCKS_MAX);
}

static kv_sleep sleep_of(kv_held_effects *effects, const kv_lp_call *call, unsigned int *budget,
			 const char **sleeper);

/* What @body sleeps in on the way straight from its begin. */
static kv_sleep straight_sleep(kv_held_effects *effects, const kv_lp_body *body,
			       unsigned int *budget, const char **sleeper)
{
	uint32_t at = 0;

	while (*budget > 0 && at < body->steps->len) {
		const kv_lp_step *step = &g_array_index(body->steps, kv_lp_step, at);
		const kv_lp_call *call;
		kv_sleep sleep;

		--*budget;
		at = step->kind == KV_LP_STEP_JUMP ? step->target : step->next;
		if (step->kind == KV_LP_STEP_JUMP)
			continue;
		if (step->kind == KV_LP_STEP_FORK || step->call == KV_LP_NOWHERE)
			return KV_SLEEP_NO;
		call = &g_array_index(body->calls, kv_lp_call, step->call);
		sleep = sleep_of(effects, call, budget, sleeper);
		if (sleep > KV_SLEEP_PERHAPS)
			return sleep;
		if (effect_of(effects, call) != KV_HELD_KEEPS)
			return KV_SLEEP_NO;
	}
	return KV_SLEEP_NO;
}

/*
 * What @call sleeps in: itself, or a function of the livepatch on its way straight from its begin.
 */
static kv_sleep sleep_of(kv_held_effects *effects, const kv_lp_call *call, unsigned int *budget,
			 const char **sleeper)
{
	if (call->body)
		return straight_sleep(effects, call->body, budget, sleeper);
	*sleeper = call->callee;
	return kv_lp_call_sleep(call);
}

static bool has_lock(const kv_lp_body *body)
{
	for (guint i = 0; i < body->calls->len; i++)
		if (kv_held_enters(g_array_index(body->calls, kv_lp_call, i).callee))
			return true;
	return false;
}

static void find_sleeps(kv_held_effects *effects, const machine_flow *flow, const GArray *states,
			GArray *found)
{
	for (guint i = 0; i < flow->body->steps->len; i++) {
		const kv_lp_step *step = &g_array_index(flow->body->steps, kv_lp_step, i);
		const kv_held *held = &g_array_index(states, kv_held, i);
		kv_held_sleep item = {held->enter, step->call, KV_SLEEP_NO, NULL};
		unsigned int budget = STEPS_MAX;

		if (held->depth == 0 || step->call == KV_LP_NOWHERE ||
		    step->kind == KV_LP_STEP_FORK)
			continue;
		item.sleep =
			sleep_of(effects, &g_array_index(flow->body->calls, kv_lp_call, step->call),
				 &budget, &item.sleeper);
		if (item.sleep > KV_SLEEP_PERHAPS)
			g_array_append_val(found, item);
	}
}

GArray *kv_lp_body_held_sleeps(kv_held_effects *known, const kv_lp_body *body)
{
	GArray *found = g_array_new(FALSE, FALSE, sizeof(kv_held_sleep));
	g_autoptr(GArray) effects = g_array_new(FALSE, FALSE, sizeof(guint8));
	g_autoptr(GArray) states = NULL;
	machine_flow flow = {body, effects};

	if (!has_lock(body))
		return found;
	for (guint i = 0; i < body->calls->len; i++) {
		guint8 effect = effect_of(known, &g_array_index(body->calls, kv_lp_call, i));

		g_array_append_val(effects, effect);
	}
	states = kv_held_solve(&(kv_held_flow){body->steps->len, follow, pass, &flow});
	find_sleeps(known, &flow, states, found);
	return found;
}
