/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "engine/rule.h"
#include "kernel/patterns.h"

GPtrArray *kv_index_clones(const kv_index *index, const char *name)
{
	g_autofree char *prefix = g_strconcat(name, ".", NULL);
	kv_ids prefixed = kv_index_symbols_prefixed(index, prefix);
	GPtrArray *clones = g_ptr_array_new();

	for (uint32_t i = 0; i < prefixed.count; i++) {
		const kv_symbol *symbol = kv_index_symbol(index, prefixed.id[i]);

		if (symbol->flags & KV_SYMBOL_TEXT &&
		    !strstr(kv_index_string(index, symbol->name), ".cold"))
			g_ptr_array_add(clones, (gpointer)symbol);
	}
	return clones;
}

/* Calls without arguments have several names for one entry, and only one of them may be patched. */
static void add_address(GPtrArray *entries, const kv_symbol *symbol)
{
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
			add_address(entries, kv_index_symbol(index, named.id[j]));
	}
	return entries;
}
