/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is held while the source of a livepatch sleeps. */
#include <string.h>

#include "code/habit.h"
#include "behaviour/held.h"
#include "kernel/patterns.h"

/* Among how many calls a sleep is looked for. One macro may call several functions that enter. */
enum { CALLS_MAX = 256, SECTIONS_MAX = 1 };

/* What is asked of every function. */
typedef struct {
	const kv_livepatch *livepatch;
	kv_held_effects *effects;
	bool realtime;
} question;

/* One function, whose nodes are its blocks. */
typedef struct {
	const question *about;
	const kv_c_unit *unit;
	uint32_t function, first; /* block */
	GArray *calls;		  /* (element-type kv_call_ref), by block, in order */
	GArray *effects;	  /* (element-type guint8): kv_held_effect of each call; or NULL */
} source_flow;

static bool is_called(const kv_c_call *call, const char *name)
{
	return g_strcmp0(call->name, name) == 0 || g_strcmp0(call->macro, name) == 0;
}

/* Whether what @enter begins keeps a task from being scheduled, on every kernel of that kind. */
static bool is_atomic(const question *about, const char *enter)
{
	/* A reader may be scheduled with CONFIG_PREEMPT_RCU, but may not block. */
	if (strcmp(enter, "rcu_read_lock") == 0)
		return false;
	return !about->realtime || g_str_has_prefix(enter, "raw_") ||
	       g_str_has_prefix(enter, "preempt_") || g_str_has_prefix(enter, "local_irq_");
}

static bool is_known(const char *name)
{
	static const char *const made[] = {"__builtin_", "__compiletime_", "klpvet_"};

	for (gsize i = 0; i < G_N_ELEMENTS(made); i++)
		if (g_str_has_prefix(name, made[i]))
			return true;
	for (gsize i = 0; i < kv_harmless_calls_count; i++)
		if (strcmp(name, kv_harmless_calls[i]) == 0)
			return true;
	return kv_allocation_of(name) || kv_habits_of(name) != 0;
}

static bool find_own(const question *about, const kv_call_ref *ref, kv_c_ref *own)
{
	const char *name = kv_call_ref_call(ref)->name;

	return name && kv_livepatch_find_code(about->livepatch, ref->unit, name, own);
}

/* What the call does by its name alone. */
static kv_held_effect named_effect(const question *about, const kv_c_call *call)
{
	for (gsize i = 0; i < kv_atomic_sections_count; i++) {
		if (is_called(call, kv_atomic_sections[i].leave))
			return KV_HELD_LEAVES;
		if (is_called(call, kv_atomic_sections[i].enter) &&
		    is_atomic(about, kv_atomic_sections[i].enter))
			return KV_HELD_ENTERS;
	}
	if (!call->name)
		return KV_HELD_FORGETS;
	/* What the macro of an allocation calls besides keeps account of it. */
	if (is_known(call->name) || kv_allocation_of(call->macro))
		return KV_HELD_KEEPS;
	return kv_held_effect_of(about->effects, call->name);
}

static bool touches_locks(const kv_call_ref *ref, gpointer data)
{
	const question *about = data;
	kv_c_ref own;

	return !find_own(about, ref, &own) &&
	       named_effect(about, kv_call_ref_call(ref)) != KV_HELD_KEEPS;
}

static kv_held_effect effect_of(const question *about, const kv_call_ref *ref)
{
	gpointer function;
	kv_c_ref own;
	guint known;

	if (!find_own(about, ref, &own))
		return named_effect(about, kv_call_ref_call(ref));
	function = (gpointer)kv_c_ref_function(&own);
	known = GPOINTER_TO_UINT(g_hash_table_lookup(about->effects->own, function));
	if (known > 0)
		return known - 1;
	known = kv_c_each_call(about->livepatch, &own, touches_locks, (gpointer)about)
			? KV_HELD_FORGETS
			: KV_HELD_KEEPS;
	g_hash_table_insert(about->effects->own, function, GUINT_TO_POINTER(known + 1));
	return known;
}

static int compare_blocks(gconstpointer a, gconstpointer b)
{
	const kv_call_ref *left = a, *right = b;
	uint32_t one = kv_call_ref_call(left)->block, other = kv_call_ref_call(right)->block;

	if (one != other)
		return one < other ? -1 : 1;
	return left->call < right->call ? -1 : left->call > right->call;
}

static void flow_begin(source_flow *flow, const question *about, const kv_c_ref *code)
{
	const kv_c_function *function = kv_c_ref_function(code);

	*flow = (source_flow){about,
			      code->unit,
			      code->function,
			      function->blocks,
			      g_array_new(FALSE, FALSE, sizeof(kv_call_ref)),
			      NULL};
	for (uint32_t i = 0; i < function->call_count; i++) {
		kv_call_ref ref = {code->unit, function->calls + i};

		g_array_append_val(flow->calls, ref);
	}
	g_array_sort(flow->calls, compare_blocks);
}

/* The first of the calls that stands in @block or behind it. */
static guint first_call(const source_flow *flow, uint32_t block)
{
	guint low = 0, high = flow->calls->len;

	while (low < high) {
		guint middle = low + (high - low) / 2;

		if (kv_call_ref_call(&g_array_index(flow->calls, kv_call_ref, middle))->block <
		    block)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void follow(gpointer data, guint node, GArray *next)
{
	const source_flow *flow = data;
	const kv_c_block *block = kv_c_unit_block(flow->unit, flow->first + node);

	for (uint32_t i = 0; i < block->edge_count; i++) {
		uint32_t to = g_array_index(flow->unit->edges, kv_c_edge, block->edges + i).to -
			      flow->first;

		g_array_append_val(next, to);
	}
}

typedef void (*call_visit)(source_flow *flow, const kv_call_ref *ref, const kv_held *held,
			   GArray *found);

/* Goes through the calls of block @node; @visit may be NULL. */
static kv_held pass_calls(source_flow *flow, guint node, kv_held held, call_visit visit,
			  GArray *found)
{
	for (guint i = first_call(flow, flow->first + node); i < flow->calls->len; i++) {
		const kv_call_ref *ref = &g_array_index(flow->calls, kv_call_ref, i);

		if (kv_call_ref_call(ref)->block != flow->first + node)
			break;
		if (visit)
			visit(flow, ref, &held, found);
		held = kv_held_behind(held, g_array_index(flow->effects, guint8, i), ref->call,
				      SECTIONS_MAX);
	}
	return held;
}

static kv_held pass(gpointer data, guint node, kv_held before)
{
	return pass_calls(data, node, before, NULL, NULL);
}

static kv_sleep sleep_of(const question *about, const kv_call_ref *ref, unsigned int *budget,
			 const char **sleeper);

/* What the function @code sleeps in on the way straight from its begin. */
static kv_sleep straight_sleep(const question *about, const kv_c_ref *code, unsigned int *budget,
			       const char **sleeper)
{
	kv_sleep sleep = KV_SLEEP_NO;
	source_flow flow;

	flow_begin(&flow, about, code);
	for (guint i = first_call(&flow, flow.first);
	     i < flow.calls->len && *budget > 0 && sleep <= KV_SLEEP_PERHAPS; i++) {
		const kv_call_ref *ref = &g_array_index(flow.calls, kv_call_ref, i);

		if (kv_call_ref_call(ref)->block != flow.first)
			break;
		--*budget;
		sleep = sleep_of(about, ref, budget, sleeper);
		if (effect_of(about, ref) != KV_HELD_KEEPS)
			break;
	}
	g_array_unref(flow.calls);
	return sleep;
}

static kv_sleep sleep_of(const question *about, const kv_call_ref *ref, unsigned int *budget,
			 const char **sleeper)
{
	kv_c_ref own;

	if (find_own(about, ref, &own))
		return straight_sleep(about, &own, budget, sleeper);
	*sleeper = kv_c_call_spelling(kv_call_ref_call(ref));
	return *sleeper ? kv_call_ref_sleep(ref) : KV_SLEEP_NO;
}

static void find_sleep(source_flow *flow, const kv_call_ref *ref, const kv_held *held,
		       GArray *found)
{
	kv_held_sleep item = {held->enter, ref->call, KV_SLEEP_NO, NULL};

	unsigned int budget = CALLS_MAX;

	if (held->depth == 0)
		return;
	item.sleep = sleep_of(flow->about, ref, &budget, &item.sleeper);
	if (item.sleep > KV_SLEEP_PERHAPS)
		g_array_append_val(found, item);
}

static bool has_section(const source_flow *flow)
{
	for (guint i = 0; i < flow->calls->len; i++) {
		const kv_call_ref *ref = &g_array_index(flow->calls, kv_call_ref, i);

		for (gsize j = 0; j < kv_atomic_sections_count; j++)
			if (is_called(kv_call_ref_call(ref), kv_atomic_sections[j].enter))
				return true;
	}
	return false;
}

static void find_sleeps(source_flow *flow, uint32_t block_count, GArray *found)
{
	g_autoptr(GArray) effects = g_array_new(FALSE, FALSE, sizeof(guint8));
	g_autoptr(GArray) states = NULL;

	flow->effects = effects;
	for (guint i = 0; i < flow->calls->len; i++) {
		guint8 effect = effect_of(flow->about, &g_array_index(flow->calls, kv_call_ref, i));

		g_array_append_val(effects, effect);
	}
	states = kv_held_solve(&(kv_held_flow){block_count, follow, pass, flow});
	for (guint i = 0; i < states->len; i++)
		pass_calls(flow, i, g_array_index(states, kv_held, i), find_sleep, found);
}

GArray *kv_c_held_sleeps(const kv_livepatch *livepatch, kv_held_effects *effects,
			    const kv_c_ref *code, bool realtime)
{
	const kv_c_function *function = kv_c_ref_function(code);
	GArray *found = g_array_new(FALSE, FALSE, sizeof(kv_held_sleep));
	question about = {livepatch, effects, realtime};
	source_flow flow;

	if (!function->is_defined || function->is_damaged)
		return found;
	flow_begin(&flow, &about, code);
	if (has_section(&flow))
		find_sleeps(&flow, function->block_count, found);
	g_array_unref(flow.calls);
	return found;
}
