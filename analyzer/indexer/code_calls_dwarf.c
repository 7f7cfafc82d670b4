/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "indexer/code_calls_dwarf.h"

#include <string.h>

/* What GCC calls functions that it knows itself. */
#define BUILTIN "__builtin_"

/* The length of a call, where all have the same; else 1 is inside of it at least. */
static uint64_t call_length(const kv_code *code)
{
	return MAX(code->machine->call_length, 1);
}

static const kv_dwarf_function *function_at(const kv_code *code, guint position)
{
	return &g_array_index(code->dwarf->functions, kv_dwarf_function, position);
}

static const char *source_name(const kv_code *code, const kv_dwarf_function *function)
{
	return g_array_index(code->dwarf->sources, kv_dwarf_source, function->source).name;
}

/* Where the functions of each unit begin in the list of functions, one more at the end. */
static GArray *functions_by_unit(const kv_code *code)
{
	GArray *first = g_array_new(FALSE, TRUE, sizeof(guint));
	guint position = 0;

	g_array_set_size(first, code->dwarf->units->len + 1);
	for (guint unit = 0; unit < first->len; unit++) {
		while (position < code->dwarf->functions->len &&
		       function_at(code, position)->unit < unit)
			position++;
		g_array_index(first, guint, unit) = position;
	}
	return first;
}

/*
 * The static function that @call of @caller means. There may be several bodies of that name, the
 * halves of a split function: a function that calls its own name then calls the other half.
 */
static uint32_t find_static(const kv_code *code, const GArray *units, const kv_dwarf_call *call,
			    uint32_t caller)
{
	uint32_t found = KV_NONE;

	for (guint i = g_array_index(units, guint, call->unit);
	     i < g_array_index(units, guint, call->unit + 1); i++) {
		uint32_t owner;

		if (strcmp(source_name(code, function_at(code, i)), call->callee) != 0)
			continue;
		owner = kv_code_around(code, function_at(code, i)->address);
		if (owner != KV_NONE && owner != caller)
			return owner;
		found = owner;
	}
	return found;
}

/* The function called @name that other units can call; if there is none, the only one. */
static uint32_t find_global(const kv_code *code, const char *name)
{
	kv_run run = kv_symbol_list_prefixed(code->symbols, name);
	uint32_t local = KV_NONE;
	unsigned int count = 0;

	for (uint32_t i = run.first; i < run.first + run.count; i++) {
		const kv_kallsyms_symbol *symbol =
			kv_symbol_list_at(code->symbols, code->symbols->by_name[i]);

		if (strcmp(symbol->name, name) != 0)
			break;
		if (!(symbol->flags & KV_SYMBOL_TEXT))
			continue;
		local = kv_code_around(code, symbol->address);
		count++;
		if (symbol->flags & (KV_SYMBOL_GLOBAL | KV_SYMBOL_WEAK))
			return local;
	}
	return count == 1 ? local : KV_NONE;
}

static void add_call(kv_code *code, const GArray *units, const kv_dwarf_call *from)
{
	uint64_t site = from->back - call_length(code);
	uint64_t offset = site - code->tables->text_base;
	uint32_t caller = kv_code_around(code, site);
	kv_code_edge call = {
		.call = {.site = (uint32_t)offset, .callee = KV_NONE, .source = KV_NONE},
		.caller = caller,
	};

	if (caller == KV_NONE || offset > UINT32_MAX)
		return;
	call.call.kind = from->tail ? KV_CALL_INDIRECT_TAIL : KV_CALL_INDIRECT;
	if (from->callee) {
		const char *name = g_str_has_prefix(from->callee, BUILTIN)
					   ? from->callee + strlen(BUILTIN)
					   : from->callee;

		call.call.kind = from->tail ? KV_CALL_TAIL : KV_CALL_CALL;
		if (from->same_unit)
			call.call.callee = find_static(code, units, from, caller);
		if (call.call.callee == KV_NONE)
			call.call.callee = find_global(code, name);
		if (call.call.callee == KV_NONE && code->kind == KV_OBJECT_MODULE) {
			call.call.callee = kv_code_tables_string(code->tables, name);
			call.call.flags = KV_CALL_EXTERNAL;
		}
		/* Of a name that no symbol has, such as an alias made in assembly. */
		if (call.call.callee == KV_NONE)
			return;
	}
	g_array_append_val(code->tables->calls, call);
}

void kv_code_calls_from_dwarf(kv_code *code)
{
	g_autoptr(GArray) units = functions_by_unit(code);

	for (guint i = 0; i < code->dwarf->calls->len; i++)
		add_call(code, units, &g_array_index(code->dwarf->calls, kv_dwarf_call, i));
	code->tables->complete = code->dwarf->complete;
}
