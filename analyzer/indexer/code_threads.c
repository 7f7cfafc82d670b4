/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "indexer/code_parts.h"

#include <string.h>

#include "code/arguments.h"
#include "index/patterns.h"

/*
 * Main functions of kernel threads: what is passed to the functions that start threads, and what
 * objects hold that threads of the kernel's own work off. A heuristic, as kv_arguments_trace() is:
 * every main function found is one, but one that is kept in memory first is not found.
 */

/* Functions that hand their argument on to one that starts threads, and to such a one again. */
#define ROUNDS 3
/* Functions that start threads; a kernel has some ten. */
#define CREATORS_MAX 128

/* A function that starts threads. */
typedef struct {
	uint32_t symbol; /* or KV_NONE: in another image */
	uint32_t name;	 /* string of the tables */
	uint32_t argument;
} creator;

typedef struct {
	kv_code *code;
	GArray *creators;     /* (element-type creator) */
	guint first;	      /* of the creators that this round looks at */
	GHashTable *starters; /* (set of symbols) functions that call one of these */
	uint32_t owner;	      /* that is traced */
} finder;

static void add_creator(GArray *creators, const creator *added)
{
	for (guint i = 0; i < creators->len; i++) {
		const creator *known = &g_array_index(creators, creator, i);

		if (known->symbol == added->symbol && known->name == added->name &&
		    known->argument == added->argument)
			return;
	}
	if (creators->len < CREATORS_MAX)
		g_array_append_val(creators, *added);
}

static void add_known_creators(finder *find)
{
	for (size_t i = 0; i < kv_thread_creators_count; i++) {
		const kv_thread_creator_pattern *pattern = &kv_thread_creators[i];
		const kv_kallsyms_symbol *symbol =
			kv_symbol_list_find(find->code->symbols, pattern->function);
		creator added = {
			.symbol = KV_NONE,
			.name = kv_code_tables_string(find->code->tables, pattern->function),
			.argument = pattern->argument,
		};

		if (symbol && symbol->flags & KV_SYMBOL_TEXT)
			added.symbol = kv_code_around(find->code, symbol->address);
		add_creator(find->creators, &added);
	}
}

static bool calls_creator(const finder *find, const kv_call *call)
{
	bool external = call->flags & KV_CALL_EXTERNAL;

	for (guint i = find->first; i < find->creators->len; i++) {
		const creator *known = &g_array_index(find->creators, creator, i);

		if (external ? known->symbol == KV_NONE && known->name == call->callee
			     : known->symbol != KV_NONE && known->symbol == call->callee)
			return true;
	}
	return false;
}

static void find_starters(finder *find)
{
	const GArray *calls = find->code->tables->calls;

	g_hash_table_remove_all(find->starters);
	for (guint i = 0; i < calls->len; i++) {
		const kv_code_edge *call = &g_array_index(calls, kv_code_edge, i);

		if (call->call.kind <= KV_CALL_TAIL_CONDITIONAL && calls_creator(find, &call->call))
			g_hash_table_add(find->starters, GUINT_TO_POINTER(call->caller));
	}
}

static void add_thread(finder *find, const creator *through, const kv_value *value)
{
	kv_code *code = find->code;
	kv_thread thread = {.creator = find->owner, .through = through->name};

	if (value->external != KV_DECODE_LOCAL) {
		thread.main = kv_code_tables_string(code->tables,
						    kv_code_external_name(code, value->external));
		thread.flags = KV_THREAD_EXTERNAL;
	} else {
		thread.main = kv_code_function_at(code, value->value);
		if (thread.main == KV_NONE)
			return;
	}
	g_array_append_val(code->tables->threads, thread);
}

static void take_value(finder *find, const creator *through, const kv_value *value)
{
	creator wrapper = {.symbol = find->owner, .argument = (uint32_t)value->value};

	if (value->kind == KV_VALUE_ADDRESS) {
		add_thread(find, through, value);
		return;
	}
	wrapper.name = kv_code_tables_string(
		find->code->tables, kv_symbol_list_at(find->code->symbols, find->owner)->name);
	add_creator(find->creators, &wrapper);
}

static const char *target_name(const kv_code *code, const kv_instruction *branch)
{
	uint32_t symbol;

	if (branch->target_external != KV_DECODE_LOCAL)
		return kv_code_external_name(code, branch->target_external);
	symbol = kv_code_function_at(code, branch->target);
	return symbol == KV_NONE ? "" : kv_symbol_list_at(code->symbols, symbol)->name;
}

static bool visit_call(gpointer data, const kv_instruction *branch,
		       const kv_values arguments[KV_ARGUMENTS_MAX])
{
	finder *find = data;
	const char *name = target_name(find->code, branch);
	bool external = branch->target_external != KV_DECODE_LOCAL;
	uint32_t symbol = external ? KV_NONE : kv_code_function_at(find->code, branch->target);
	guint count = find->creators->len;

	if (kv_branch_to(name) == KV_BRANCH_TRACING)
		return false;
	for (guint i = find->first; i < count; i++) {
		creator known = g_array_index(find->creators, creator, i);
		const kv_values *values = &arguments[known.argument];

		if (known.symbol != symbol ||
		    (external && known.name != kv_code_tables_string(find->code->tables, name)) ||
		    (!external && symbol == KV_NONE))
			continue;
		for (uint32_t j = 0; j < values->count; j++)
			take_value(find, &known, &values->value[j]);
	}
	return true;
}

static void trace_starters(finder *find)
{
	kv_code *code = find->code;
	const GArray *pieces = code->tables->pieces;

	for (guint i = 0; i < pieces->len; i++) {
		const kv_piece *piece = &g_array_index(pieces, kv_piece, i);
		uint64_t address = code->tables->text_base + piece->offset;
		const uint8_t *bytes;

		if (!g_hash_table_contains(find->starters, GUINT_TO_POINTER(piece->owner)))
			continue;
		bytes = kv_code_bytes(code, address, piece->size);
		if (!bytes)
			continue;
		find->owner = piece->owner;
		kv_arguments_trace(code->decoder, bytes, piece->size, address,
				   kv_code_function_at(code, address) == piece->owner, visit_call,
				   find);
	}
}

static bool is_member(const char *path, const char *member)
{
	const char *last = strrchr(path, '.');

	return strcmp(last ? last + 1 : path, member) == 0;
}

/* What objects hold for threads that work them off. */
static void add_objects(kv_code *code)
{
	const GArray *pointers = code->tables->pointers;

	for (guint i = 0; i < pointers->len; i++) {
		const kv_pointer *pointer = &g_array_index(pointers, kv_pointer, i);
		const char *type = kv_code_tables_text(code->tables, pointer->type);
		const char *member = kv_code_tables_text(code->tables, pointer->member);

		for (size_t j = 0; j < kv_thread_objects_count; j++) {
			const kv_thread_object_pattern *pattern = &kv_thread_objects[j];
			g_autofree char *through = NULL;
			kv_thread thread = {.main = pointer->target, .creator = pointer->holder};

			if (strcmp(type, pattern->type) != 0 || !is_member(member, pattern->member))
				continue;
			through = g_strconcat(pattern->type, ".", pattern->member, NULL);
			thread.through = kv_code_tables_string(code->tables, through);
			thread.flags = KV_THREAD_CALLED;
			g_array_append_val(code->tables->threads, thread);
		}
	}
}

static gint compare_threads(gconstpointer a, gconstpointer b)
{
	return memcmp(a, b, sizeof(kv_thread));
}

/* One function may start a thread at several places: one record is enough. */
static void remove_duplicates(GArray *threads)
{
	guint kept = 0;

	g_array_sort(threads, compare_threads);
	for (guint i = 0; i < threads->len; i++) {
		kv_thread *all = (kv_thread *)(void *)threads->data;

		if (kept == 0 || memcmp(&all[kept - 1], &all[i], sizeof(kv_thread)) != 0)
			all[kept++] = all[i];
	}
	g_array_set_size(threads, kept);
}

static void find_threads(kv_code *code, gpointer state)
{
	finder find = {.code = code};

	find.creators = g_array_new(FALSE, FALSE, sizeof(creator));
	find.starters = g_hash_table_new(NULL, NULL);
	add_known_creators(&find);
	for (int round = 0; code->decoder && round < ROUNDS; round++) {
		guint next = find.creators->len;

		if (find.first == next)
			break;
		find_starters(&find);
		trace_starters(&find);
		find.first = next;
	}
	add_objects(code);
	remove_duplicates(code->tables->threads);
	g_array_unref(find.creators);
	g_hash_table_unref(find.starters);
}

const kv_code_part kv_code_threads = {.finish = find_threads};
