/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/reach.h"

#include "image/syscalls.h"

/* From how many functions on the callers of all are looked up at once, which then is faster. */
enum { GRAPH_FROM = 500 };

/* All callers of all functions: those of symbol s stand at first[s] to first[s + 1] - 1. */
typedef struct kv_graph {
	uint32_t *first;
	uint32_t *callers;
} kv_graph;

struct kv_reach {
	const kv_index *index;
	kv_graph graph; /* empty until many functions have been found */
	/*
	 * By symbol: one more than the next function on the way to a target, than itself for a
	 * target; else 0, so that memory is touched only where something is found.
	 */
	uint32_t *next;
	uint32_t *queue; /* the functions found, nearest first */
	guint found, limit;
	bool complete;
};

static void add(kv_reach *reach, uint32_t symbol, uint32_t next)
{
	if (reach->next[symbol])
		return;
	if (reach->found == reach->limit) {
		reach->complete = false;
		return;
	}
	reach->next[symbol] = next + 1;
	reach->queue[reach->found++] = symbol;
}

/*
 * Labels that are no functions hold what the linker put between these, such as .altinstr_aux, in
 * which feature tests of any function end: walking through them would lead from everywhere to
 * everywhere.
 */
static bool is_function(const kv_index *index, uint32_t symbol)
{
	return kv_index_symbol(index, symbol)->flags & KV_SYMBOL_FUNCTION;
}

static bool is_direct(const kv_call *call)
{
	return call->callee != KV_NONE && !(call->flags & KV_CALL_EXTERNAL);
}

static void count_calls(const kv_index *index, uint32_t *count)
{
	for (uint32_t i = 0; i < kv_index_call_count(index); i++) {
		const kv_call *call = kv_index_call(index, i);

		if (is_direct(call))
			count[call->callee]++;
	}
}

static void fill_graph(kv_graph *graph, const kv_index *index)
{
	uint32_t symbols = kv_index_symbol_count(index);

	graph->first = g_new0(uint32_t, symbols + 1);
	graph->callers = g_new(uint32_t, kv_index_call_count(index));
	count_calls(index, graph->first);
	for (uint32_t i = 0, sum = 0; i <= symbols; i++) {
		sum += graph->first[i];
		graph->first[i] = sum;
	}
	/* From behind, so that each list is filled down to its beginning and is in order. */
	for (uint32_t i = kv_index_caller_count(index); i-- > 0;) {
		uint32_t caller;
		kv_run run = kv_index_caller_at(index, i, &caller);

		for (uint32_t j = run.count; j-- > 0;) {
			const kv_call *call = kv_index_call(index, run.first + j);

			if (is_direct(call))
				graph->callers[--graph->first[call->callee]] = caller;
		}
	}
}

static void add_caller(kv_reach *reach, uint32_t caller, uint32_t symbol)
{
	if (is_function(reach->index, caller))
		add(reach, caller, symbol);
}

static void add_callers_of_graph(kv_reach *reach, uint32_t symbol)
{
	const kv_graph *graph = &reach->graph;

	for (uint32_t i = graph->first[symbol]; i < graph->first[symbol + 1]; i++)
		add_caller(reach, graph->callers[i], symbol);
}

static void add_callers(kv_reach *reach, uint32_t symbol)
{
	kv_ids calls = kv_index_calls_to(reach->index, symbol);
	kv_run seen = {0};

	for (uint32_t i = 0; i < calls.count; i++) {
		uint32_t caller;

		/* Calls stand together by caller: ask for each caller once. */
		if (calls.id[i] - seen.first < seen.count)
			continue;
		caller = kv_index_caller(reach->index, calls.id[i]);
		seen = kv_index_calls_from(reach->index, caller);
		add_caller(reach, caller, symbol);
	}
}

static void walk(kv_reach *reach)
{
	for (guint i = 0; i < reach->found; i++) {
		if (i == GRAPH_FROM)
			fill_graph(&reach->graph, reach->index);
		if (i < GRAPH_FROM)
			add_callers(reach, reach->queue[i]);
		else
			add_callers_of_graph(reach, reach->queue[i]);
	}
	g_clear_pointer(&reach->graph.first, g_free);
	g_clear_pointer(&reach->graph.callers, g_free);
}

kv_reach *kv_reach_new(const kv_index *index, const uint32_t *targets, guint count, guint limit)
{
	uint32_t symbols = kv_index_symbol_count(index);
	kv_reach *reach = g_new0(kv_reach, 1);

	reach->index = index;
	reach->limit = MIN(limit, symbols);
	reach->next = g_new0(uint32_t, symbols);
	reach->queue = g_new(uint32_t, reach->limit);
	reach->complete = kv_index_has_code(index);
	for (guint i = 0; i < count; i++) {
		uint32_t target = kv_index_code_of(index, targets[i]);

		add(reach, target, target);
	}
	walk(reach);
	return reach;
}

void kv_reach_free(kv_reach *reach)
{
	if (!reach)
		return;

	g_free(reach->next);
	g_free(reach->queue);
	g_free(reach);
}

bool kv_reach_is_complete(const kv_reach *reach)
{
	return reach->complete;
}

guint kv_reach_count(const kv_reach *reach)
{
	return reach->found;
}

bool kv_reach_contains(const kv_reach *reach, uint32_t symbol)
{
	return reach->next[symbol] != 0;
}

guint kv_reach_distance(const kv_reach *reach, uint32_t symbol)
{
	guint calls = 0;

	for (; reach->next[symbol] - 1 != symbol; symbol = reach->next[symbol] - 1)
		calls++;
	return calls;
}

GArray *kv_reach_path(const kv_reach *reach, uint32_t symbol)
{
	GArray *path = g_array_new(FALSE, FALSE, sizeof(guint32));

	if (!kv_reach_contains(reach, symbol))
		return path;
	g_array_append_val(path, symbol);
	while (reach->next[symbol] - 1 != symbol) {
		symbol = reach->next[symbol] - 1;
		g_array_append_val(path, symbol);
	}
	return path;
}

GPtrArray *kv_index_callers(const kv_index *index, uint32_t symbol)
{
	kv_ids calls = kv_index_calls_to(index, symbol);
	GPtrArray *callers = g_ptr_array_new();
	uint32_t last = KV_NONE;

	for (uint32_t i = 0; i < calls.count; i++) {
		uint32_t caller = kv_index_caller(index, calls.id[i]);
		const kv_symbol *function = kv_index_symbol(index, caller);

		/* Calls stand together by caller. */
		if (caller == last || caller == symbol || function->region == KV_REGION_INIT ||
		    function->region == KV_REGION_EXIT)
			continue;
		function = kv_index_symbol(index, kv_symbol_entry(index, caller));
		g_ptr_array_add(callers, (gpointer)function);
		last = caller;
	}
	return callers;
}

char *kv_path_text(const kv_index *index, const GArray *path)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < path->len; i++) {
		const kv_symbol *symbol = kv_index_symbol(index, g_array_index(path, guint32, i));

		g_string_append_printf(text, "%s%s", i == 0 ? "" : " > ",
				       kv_index_string(index, symbol->name));
	}
	return g_string_free(text, FALSE);
}
