/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/syscalls.h"

#include <string.h>

#include "kernel/patterns.h"
#include "machine/machine.h"

/* What the names of functions that entries call, or called in older kernels, begin with. */
static const char *const inner_prefixes[] = {
	"__do_sys_", "__se_sys_",   "__do_compat_sys_", "__se_compat_sys_", "SYSC_",
	"SyS_",	     "compat_sys_", "C_SYSC_",		"compat_SyS_",	    "sys_",
};

const char *kv_abi_programs(kv_abi abi)
{
	static const char *const names[KV_ABI_COUNT] = {
		[KV_ABI_NATIVE] = "64-bit",
		[KV_ABI_IA32] = "32-bit",
		[KV_ABI_X32] = "x32",
	};

	return names[abi];
}

/* Whether the source of the table that has @call may mean its entry by @name. */
static bool is_name_of(const kv_index *index, const kv_syscall *call, const char *name)
{
	for (size_t i = 0; i < kv_syscall_tables_count; i++) {
		const kv_syscall_table_pattern *table = &kv_syscall_tables[i];
		g_autofree char *base = NULL;

		if (table->machine != kv_index_machine(index) || table->abi != call->abi ||
		    !table->names || !g_str_has_prefix(name, table->names))
			continue;
		base = kv_syscall_base(name);
		if (strcmp(base, kv_index_string(index, call->base)) == 0)
			return true;
	}
	return false;
}

uint32_t kv_syscall_symbol(const kv_index *index, const kv_syscall *call)
{
	kv_ids there = kv_index_symbols_at(index, kv_index_symbol(index, call->entry)->address);

	for (uint32_t i = 0; i < there.count; i++) {
		const kv_symbol *symbol = kv_index_symbol(index, there.id[i]);

		if (symbol->flags & KV_SYMBOL_FUNCTION &&
		    is_name_of(index, call, kv_index_string(index, symbol->name)))
			return there.id[i];
	}
	return call->entry;
}

uint32_t kv_symbol_entry(const kv_index *index, uint32_t symbol)
{
	uint64_t address = kv_index_symbol(index, symbol)->address;

	if (kv_index_symbols_at(index, address).count < 2)
		return symbol;
	for (uint32_t i = 0; i < kv_index_syscall_count(index); i++) {
		const kv_syscall *call = kv_index_syscall(index, i);

		if (kv_index_symbol(index, call->entry)->address == address)
			return kv_syscall_symbol(index, call);
	}
	return symbol;
}

/* Calls without arguments have several names for one entry, and only one of them may be patched. */
static void add_address(GPtrArray *entries, const kv_index *index, uint32_t id)
{
	const kv_symbol *symbol = kv_index_symbol(index, kv_symbol_entry(index, id));

	for (guint i = 0; i < entries->len; i++) {
		const kv_symbol *known = g_ptr_array_index(entries, i);

		if (known->address == symbol->address)
			return;
	}
	g_ptr_array_add(entries, (gpointer)symbol);
}

GPtrArray *kv_index_syscall_entries(const kv_index *index, const char *name)
{
	const char *call = kv_syscall_name(name);
	GPtrArray *entries = g_ptr_array_new();

	for (size_t i = 0; call && call[0] && i < kv_syscall_prefixes_count; i++) {
		g_autofree char *entry = g_strconcat(kv_syscall_prefixes[i], call, NULL);
		kv_ids named = kv_index_symbols_named(index, entry);

		for (uint32_t j = 0; j < named.count; j++)
			add_address(entries, index, named.id[j]);
	}
	return entries;
}

static bool has_inner_name(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(inner_prefixes); i++) {
		if (g_str_has_prefix(name, inner_prefixes[i]))
			return true;
	}
	return false;
}

bool kv_index_names_inner_syscall(const kv_index *index, const char *name)
{
	g_autoptr(GPtrArray) entries = NULL;

	if (!has_inner_name(name))
		return false;
	entries = kv_index_syscall_entries(index, name);
	for (guint i = 0; i < entries->len; i++) {
		const kv_symbol *entry = g_ptr_array_index(entries, i);

		if (entry->flags & KV_SYMBOL_TEXT &&
		    !has_inner_name(kv_index_string(index, entry->name)))
			return true;
	}
	return false;
}

char *kv_symbol_wired_for(const kv_index *index, const kv_symbol *symbol)
{
	uint32_t code = kv_index_code_at(index, symbol->address);
	GString *programs = g_string_new(NULL);

	for (kv_abi abi = 0; abi < KV_ABI_COUNT; abi++) {
		kv_run run = kv_index_syscalls_of(index, abi);

		for (uint32_t i = 0; i < run.count; i++) {
			if (kv_index_syscall(index, run.first + i)->entry != code)
				continue;
			g_string_append_printf(programs, "%s%s", programs->len > 0 ? ", " : "",
					       kv_abi_programs(abi));
			break;
		}
	}
	return g_string_free(programs, programs->len == 0);
}

kv_fact kv_symbol_is_wired(const kv_index *index, const kv_symbol *symbol)
{
	g_autofree char *programs = kv_symbol_wired_for(index, symbol);

	if (programs)
		return KV_YES;
	for (kv_abi abi = 0; abi < KV_ABI_COUNT; abi++) {
		if (!kv_index_has_syscalls(index, abi))
			return KV_UNKNOWN;
	}
	return KV_NO;
}

/* Whether the body of the source function @name is inlined into @function. */
static const kv_source *body_in(const kv_index *index, const char *name, uint32_t function)
{
	kv_run run = kv_index_sources_named(index, name);

	for (uint32_t i = 0; i < run.count; i++) {
		const kv_source *source = kv_index_source(index, run.first + i);

		for (uint32_t j = 0; j < source->copy_count; j++) {
			const kv_copy *copy = kv_index_copy(index, source->first_copy + j);

			if (copy->host == function && copy->flags == 0)
				return source;
		}
	}
	return NULL;
}

/* Whether a source function of that name has code out of line. */
static bool has_own_body(const kv_index *index, const char *name)
{
	kv_run run = kv_index_sources_named(index, name);

	for (uint32_t i = 0; i < run.count; i++) {
		kv_ids bodies = kv_index_functions_of(index, run.first + i);

		for (uint32_t j = 0; j < bodies.count; j++) {
			if (!(kv_index_function(index, bodies.id[j])->flags & KV_FUNCTION_DEAD))
				return true;
		}
	}
	return false;
}

const kv_source *kv_symbol_syscall_body(const kv_index *index, const kv_symbol *symbol)
{
	/* What does the work, and what converts the arguments for it. */
	static const struct {
		const char *body, *wrapper;
	} pairs[] = {
		{"__do_sys_", "__se_sys_"},
		{"__do_compat_sys_", "__se_compat_sys_"},
		{"SYSC_", "SyS_"},
		{"C_SYSC_", "compat_SyS_"},
	};
	const char *call = kv_syscall_name(kv_index_string(index, symbol->name));

	if (!call || symbol->function == KV_NONE)
		return NULL;
	for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++) {
		g_autofree char *body = g_strconcat(pairs[i].body, call, NULL);
		g_autofree char *wrapper = g_strconcat(pairs[i].wrapper, call, NULL);
		const kv_source *source = body_in(index, body, symbol->function);

		/* Around a body of its own, the wrapper is no copy that matters. */
		if (!source && !has_own_body(index, body))
			source = body_in(index, wrapper, symbol->function);
		if (source)
			return source;
	}
	return NULL;
}
