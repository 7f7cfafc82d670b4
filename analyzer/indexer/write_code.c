/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "indexer/write_code.h"

#include <stdlib.h>
#include <string.h>

/* What the numbers in records become on their way into the index. */
typedef struct {
	const char *texts; /* of the tables' own strings */
	kv_strings *strings;
	const uint32_t *source_ids;
} mapping;

static void map_string(const mapping *map, uint32_t *string)
{
	*string = kv_strings_add(map->strings, map->texts + *string);
}

static void map_source(const mapping *map, uint32_t *source)
{
	if (*source != KV_NONE)
		*source = map->source_ids[*source];
}

static int compare_numbers(uint32_t left, uint32_t right)
{
	return left < right ? -1 : left > right;
}

/* Compares the first differing one of @count numbers. */
static int compare_lists(const uint32_t *left, const uint32_t *right, size_t count)
{
	int order = 0;

	for (size_t i = 0; i < count && order == 0; i++)
		order = compare_numbers(left[i], right[i]);
	return order;
}

static int compare_calls(gconstpointer a, gconstpointer b)
{
	const kv_code_edge *left = a, *right = b;
	const uint32_t left_key[] = {left->caller, left->call.site};
	const uint32_t right_key[] = {right->caller, right->call.site};

	return compare_lists(left_key, right_key, G_N_ELEMENTS(left_key));
}

static int compare_pointers(gconstpointer a, gconstpointer b)
{
	const kv_pointer *left = a, *right = b;
	const uint32_t left_key[] = {left->target, left->holder, left->offset, left->flags};
	const uint32_t right_key[] = {right->target, right->holder, right->offset, right->flags};

	return compare_lists(left_key, right_key, G_N_ELEMENTS(left_key));
}

static int compare_syscalls(gconstpointer a, gconstpointer b)
{
	const kv_syscall *left = a, *right = b;
	const uint32_t left_key[] = {left->abi, left->number, left->entry};
	const uint32_t right_key[] = {right->abi, right->number, right->entry};

	return compare_lists(left_key, right_key, G_N_ELEMENTS(left_key));
}

static int compare_threads(gconstpointer a, gconstpointer b)
{
	const kv_thread *left = a, *right = b;
	const uint32_t left_key[] = {left->flags & KV_THREAD_EXTERNAL, left->main, left->creator,
				     left->through, left->flags};
	const uint32_t right_key[] = {right->flags & KV_THREAD_EXTERNAL, right->main,
				      right->creator, right->through, right->flags};

	return compare_lists(left_key, right_key, G_N_ELEMENTS(left_key));
}

static int compare_loops(gconstpointer a, gconstpointer b)
{
	const kv_loop *left = a, *right = b;
	const uint32_t left_key[] = {left->owner, left->source, left->signature, left->flags};
	const uint32_t right_key[] = {right->owner, right->source, right->signature, right->flags};

	return compare_lists(left_key, right_key, G_N_ELEMENTS(left_key));
}

/* Splits the calls into those of the index and where each caller's begin. */
static void make_calls(kv_code_records *records, GArray *calls)
{
	GArray *plain = g_array_sized_new(FALSE, FALSE, sizeof(kv_call), calls->len);
	GArray *callers = g_array_new(FALSE, FALSE, sizeof(kv_caller));

	for (guint i = 0; i < calls->len; i++) {
		const kv_code_edge *call = &g_array_index(calls, kv_code_edge, i);
		kv_caller caller = {.symbol = call->caller, .first_call = i};

		if (i == 0 || g_array_index(calls, kv_code_edge, i - 1).caller != call->caller)
			g_array_append_val(callers, caller);
		g_array_append_val(plain, call->call);
	}
	records->tables[KV_TABLE_CALLS] = plain;
	records->tables[KV_TABLE_CALLERS] = callers;
}

static bool is_direct(const kv_call *call)
{
	return call->kind != KV_CALL_INDIRECT && call->kind != KV_CALL_INDIRECT_TAIL;
}

typedef struct {
	const char *name; /* of an external */
	uint32_t call;
} callee_key;

static int compare_callees(gconstpointer a, gconstpointer b)
{
	const callee_key *left = a, *right = b;
	int order = strcmp(left->name, right->name);

	return order != 0 ? order : compare_numbers(left->call, right->call);
}

/* Appends to @ids the calls of what other images define, by the name of that. */
static void add_externals(GArray *ids, const GArray *calls, const char *texts)
{
	g_autoptr(GArray) keys = g_array_new(FALSE, FALSE, sizeof(callee_key));

	for (guint i = 0; i < calls->len; i++) {
		const kv_call *call = &g_array_index(calls, kv_call, i);
		const callee_key key = {texts + call->callee, i};

		if (is_direct(call) && call->flags & KV_CALL_EXTERNAL)
			g_array_append_val(keys, key);
	}
	g_array_sort(keys, compare_callees);
	for (guint i = 0; i < keys->len; i++)
		g_array_append_val(ids, g_array_index(keys, callee_key, i).call);
}

static bool is_local(const kv_call *call)
{
	return is_direct(call) && !(call->flags & KV_CALL_EXTERNAL);
}

/* Counts the calls of each symbol, then puts them in their places. */
static GArray *order_by_callee(const GArray *calls, const char *texts, uint32_t symbols)
{
	g_autofree uint32_t *next = g_new0(uint32_t, (size_t)symbols + 1);
	GArray *ids = g_array_sized_new(FALSE, FALSE, sizeof(uint32_t), calls->len);

	for (guint i = 0; i < calls->len; i++) {
		const kv_call *call = &g_array_index(calls, kv_call, i);

		if (is_local(call))
			next[call->callee + 1]++;
	}
	for (uint32_t i = 0; i < symbols; i++)
		next[i + 1] += next[i];
	g_array_set_size(ids, next[symbols]);
	for (guint i = 0; i < calls->len; i++) {
		const kv_call *call = &g_array_index(calls, kv_call, i);

		if (is_local(call))
			g_array_index(ids, uint32_t, next[call->callee]++) = i;
	}
	add_externals(ids, calls, texts);
	return ids;
}

/* Sorts the calls, unless they were read from code, function by function. */
static void order_calls(GArray *calls)
{
	for (guint i = 1; i < calls->len; i++) {
		if (compare_calls(&g_array_index(calls, kv_code_edge, i - 1),
				  &g_array_index(calls, kv_code_edge, i)) > 0) {
			g_array_sort(calls, compare_calls);
			return;
		}
	}
}

typedef struct {
	uint32_t holder, offset, pointer;
} holder_key;

static int compare_holders(gconstpointer a, gconstpointer b)
{
	const holder_key *left = a, *right = b;

	return compare_lists(&left->holder, &right->holder, 3);
}

static GArray *order_by_holder(const GArray *pointers)
{
	g_autoptr(GArray) keys = g_array_new(FALSE, FALSE, sizeof(holder_key));
	GArray *ids;

	for (guint i = 0; i < pointers->len; i++) {
		const kv_pointer *pointer = &g_array_index(pointers, kv_pointer, i);
		holder_key key = {pointer->holder, pointer->offset, i};

		if (pointer->holder != KV_NONE)
			g_array_append_val(keys, key);
	}
	g_array_sort(keys, compare_holders);
	ids = g_array_sized_new(FALSE, FALSE, sizeof(uint32_t), keys->len);
	for (guint i = 0; i < keys->len; i++)
		g_array_append_val(ids, g_array_index(keys, holder_key, i).pointer);
	return ids;
}

/* From here on the numbers in the records are those of the index. */
static void map_records(kv_code_records *records, const kv_code_tables *tables, const mapping *map)
{
	GArray *calls = records->tables[KV_TABLE_CALLS];

	for (guint i = 0; i < calls->len; i++) {
		kv_call *call = &g_array_index(calls, kv_call, i);

		map_source(map, &call->source);
		if (call->flags & KV_CALL_EXTERNAL)
			map_string(map, &call->callee);
	}
	for (guint i = 0; i < tables->pointers->len; i++) {
		kv_pointer *pointer = &g_array_index(tables->pointers, kv_pointer, i);

		map_string(map, &pointer->type);
		map_string(map, &pointer->member);
	}
	for (guint i = 0; i < tables->syscalls->len; i++)
		map_string(map, &g_array_index(tables->syscalls, kv_syscall, i).base);
	for (guint i = 0; i < tables->threads->len; i++) {
		kv_thread *thread = &g_array_index(tables->threads, kv_thread, i);

		map_string(map, &thread->through);
		if (thread->flags & KV_THREAD_EXTERNAL)
			map_string(map, &thread->main);
	}
	for (guint i = 0; i < tables->loops->len; i++)
		map_source(map, &g_array_index(tables->loops, kv_loop, i).source);
}

void kv_code_records_make(kv_code_records *records, kv_code_tables *tables, kv_strings *strings,
			  const uint32_t *source_ids, uint32_t symbols)
{
	const GByteArray *texts = kv_strings_bytes(tables->strings);
	const mapping map = {
		.texts = texts ? (const char *)texts->data : NULL,
		.strings = strings,
		.source_ids = source_ids,
	};

	*records = (kv_code_records){{NULL}};
	if (!texts)
		return;
	order_calls(tables->calls);
	g_array_sort(tables->syscalls, compare_syscalls);
	g_array_sort(tables->threads, compare_threads);
	make_calls(records, tables->calls);
	records->tables[KV_TABLE_CALLS_BY_CALLEE] =
		order_by_callee(records->tables[KV_TABLE_CALLS], map.texts, symbols);
	map_records(records, tables, &map);

	/* These are ordered by numbers of the index. */
	g_array_sort(tables->pointers, compare_pointers);
	g_array_sort(tables->loops, compare_loops);
	records->tables[KV_TABLE_POINTERS_BY_HOLDER] = order_by_holder(tables->pointers);
	records->tables[KV_TABLE_PIECES] = g_array_ref(tables->pieces);
	records->tables[KV_TABLE_POINTERS] = g_array_ref(tables->pointers);
	records->tables[KV_TABLE_SYSCALLS] = g_array_ref(tables->syscalls);
	records->tables[KV_TABLE_THREADS] = g_array_ref(tables->threads);
	records->tables[KV_TABLE_LOOPS] = g_array_ref(tables->loops);
}

void kv_code_records_clear(kv_code_records *records)
{
	for (int table = 0; table < KV_TABLE_COUNT; table++)
		g_clear_pointer(&records->tables[table], g_array_unref);
}
