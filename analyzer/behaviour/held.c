/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "behaviour/held.h"

#include <string.h>

#include "code/habit.h"
#include "image/stay.h"
#include "index/code.h"
#include "kernel/patterns.h"

/* How far into the kernel a lock that is given back is looked for, and among how many calls. */
enum { KERNEL_DEPTH = 3, CALLS_MAX = 4000 };

/* kv_held.depth of what was not reached yet. */
enum { UNREACHED = UINT8_MAX };

static bool lower(GArray *states, guint node, kv_held state)
{
	kv_held *known = &g_array_index(states, kv_held, node);

	if (known->depth <= state.depth)
		return false;
	*known = state;
	return true;
}

static void spread(const kv_held_flow *flow, GArray *states, GQueue *waiting, GArray *next)
{
	while (!g_queue_is_empty(waiting)) {
		guint node = GPOINTER_TO_UINT(g_queue_pop_head(waiting));
		kv_held behind = flow->pass(flow->data, node, g_array_index(states, kv_held, node));

		g_array_set_size(next, 0);
		flow->follow(flow->data, node, next);
		for (guint i = 0; i < next->len; i++) {
			guint to = g_array_index(next, guint32, i);

			if (to < flow->count && lower(states, to, behind))
				g_queue_push_tail(waiting, GUINT_TO_POINTER(to));
		}
	}
}

GArray *kv_held_solve(const kv_held_flow *flow)
{
	GArray *states = g_array_new(FALSE, FALSE, sizeof(kv_held));
	g_autoptr(GQueue) waiting = g_queue_new();
	g_autoptr(GArray) next = g_array_new(FALSE, FALSE, sizeof(guint32));

	for (guint i = 0; i < flow->count; i++) {
		kv_held unreached = {0, UNREACHED};

		g_array_append_val(states, unreached);
	}
	for (guint i = 0; i < flow->count; i++) {
		if (g_array_index(states, kv_held, i).depth != UNREACHED)
			continue;
		lower(states, i, (kv_held){0, 0});
		g_queue_push_tail(waiting, GUINT_TO_POINTER(i));
		spread(flow, states, waiting, next);
	}
	return states;
}

kv_held kv_held_behind(kv_held before, kv_held_effect effect, uint32_t call, uint8_t limit)
{
	switch (effect) {
	case KV_HELD_ENTERS:
		if (before.depth == 0)
			before.enter = call;
		before.depth = MIN(before.depth + 1, limit);
		return before;
	case KV_HELD_LEAVES:
		before.depth = before.depth > 0 ? before.depth - 1 : 0;
		return before;
	case KV_HELD_FORGETS:
		return (kv_held){0, 0};
	default:
		return before;
	}
}

static bool is_lock_call(const char *name, bool leaving)
{
	return g_str_has_prefix(name, "_raw_") && (strstr(name, "_unlock") != NULL) == leaving &&
	       strstr(name, "lock");
}

/* Whether the code of @symbol, and what it calls, gives back only what it takes itself. */
static bool is_balanced(const kv_index *vmlinux, uint32_t symbol, unsigned int depth,
			unsigned int *budget)
{
	kv_run calls = kv_index_calls_from(vmlinux, symbol);
	bool enters = false, leaves = false;

	for (uint32_t i = 0; i < calls.count; i++) {
		const kv_call *call = kv_index_call(vmlinux, calls.first + i);
		const char *name = kv_index_callee_name(vmlinux, calls.first + i);

		if (*budget == 0)
			return false;
		--*budget;
		if (!name || call->flags & KV_CALL_EXTERNAL || call->callee == symbol)
			continue;
		enters = enters || is_lock_call(name, false);
		leaves = leaves || is_lock_call(name, true);
		if (depth > 1 && !is_lock_call(name, true) && !is_lock_call(name, false) &&
		    kv_habits_of(name) == 0 &&
		    !is_balanced(vmlinux, call->callee, depth - 1, budget))
			return false;
	}
	return enters || !leaves;
}

bool kv_held_enters(const char *name)
{
	for (gsize i = 0; i < kv_lock_calls_count; i++)
		if (strcmp(name, kv_lock_calls[i].enter) == 0)
			return true;
	return false;
}

static kv_held_effect find_effect(const kv_index *vmlinux, const char *name)
{
	unsigned int budget = CALLS_MAX;
	uint32_t code;

	if (kv_held_enters(name))
		return KV_HELD_ENTERS;
	for (gsize i = 0; i < kv_lock_calls_count; i++)
		if (strcmp(name, kv_lock_calls[i].leave) == 0)
			return KV_HELD_LEAVES;
	if (is_lock_call(name, true))
		return KV_HELD_FORGETS;
	if (is_lock_call(name, false) || kv_habits_of(name) != 0)
		return KV_HELD_KEEPS;
	code = kv_index_code_named(vmlinux, name);
	if (code == KV_NONE || !is_balanced(vmlinux, code, KERNEL_DEPTH, &budget))
		return KV_HELD_FORGETS;
	return KV_HELD_KEEPS;
}

kv_held_effects *kv_held_effects_new(const kv_index *vmlinux)
{
	kv_held_effects *effects = g_new(kv_held_effects, 1);

	effects->vmlinux = vmlinux;
	effects->named = g_hash_table_new(g_str_hash, g_str_equal);
	effects->own = g_hash_table_new(g_direct_hash, g_direct_equal);
	return effects;
}

void kv_held_effects_free(kv_held_effects *effects)
{
	if (!effects)
		return;
	g_hash_table_unref(effects->named);
	g_hash_table_unref(effects->own);
	g_free(effects);
}

kv_held_effect kv_held_effect_of(kv_held_effects *effects, const char *name)
{
	guint known = GPOINTER_TO_UINT(g_hash_table_lookup(effects->named, name));

	if (known == 0) {
		known = find_effect(effects->vmlinux, name) + 1;
		g_hash_table_insert(effects->named, (gpointer)name, GUINT_TO_POINTER(known));
	}
	return known - 1;
}
