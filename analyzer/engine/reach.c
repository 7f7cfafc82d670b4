/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/reach.h"

struct kv_reach {
	const kv_index *index;
	/* By symbol: the next function on the way to a target; itself for a target; else KV_NONE. */
	uint32_t *next;
	uint32_t *queue; /* the functions found, nearest first */
	guint found, limit;
	bool complete;
};

static void add(kv_reach *reach, uint32_t symbol, uint32_t next)
{
	if (symbol == KV_NONE || reach->next[symbol] != KV_NONE)
		return;
	if (reach->found == reach->limit) {
		reach->complete = false;
		return;
	}
	reach->next[symbol] = next;
	reach->queue[reach->found++] = symbol;
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
		add(reach, caller, symbol);
	}
}

kv_reach *kv_reach_new(const kv_index *index, const uint32_t *targets, guint count, guint limit)
{
	uint32_t symbols = kv_index_symbol_count(index);
	kv_reach *reach = g_new0(kv_reach, 1);

	reach->index = index;
	reach->limit = MIN(limit, symbols);
	reach->next = g_new(uint32_t, symbols);
	reach->queue = g_new(uint32_t, reach->limit);
	reach->complete = kv_index_has_code(index);
	for (uint32_t i = 0; i < symbols; i++)
		reach->next[i] = KV_NONE;
	for (guint i = 0; i < count; i++) {
		uint32_t target = kv_index_code_of(index, targets[i]);

		add(reach, target, target);
	}
	for (guint i = 0; i < reach->found; i++)
		add_callers(reach, reach->queue[i]);
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

bool kv_reach_contains(const kv_reach *reach, uint32_t symbol)
{
	return reach->next[symbol] != KV_NONE;
}

GArray *kv_reach_path(const kv_reach *reach, uint32_t symbol)
{
	GArray *path = g_array_new(FALSE, FALSE, sizeof(guint32));

	if (!kv_reach_contains(reach, symbol))
		return path;
	g_array_append_val(path, symbol);
	while (reach->next[symbol] != symbol) {
		symbol = reach->next[symbol];
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
