/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "base/names.h"
#include "engine/rule.h"

GPtrArray *kv_index_clones(const kv_index *index, const char *name)
{
	g_autofree char *prefix = g_strconcat(name, ".", NULL);
	kv_ids prefixed = kv_index_symbols_prefixed(index, prefix);
	GPtrArray *clones = g_ptr_array_new();

	for (uint32_t i = 0; i < prefixed.count; i++) {
		const kv_symbol *symbol = kv_index_symbol(index, prefixed.id[i]);

		if (symbol->flags & KV_SYMBOL_TEXT &&
		    !kv_name_cold_suffix(kv_index_string(index, symbol->name)))
			g_ptr_array_add(clones, (gpointer)symbol);
	}
	return clones;
}
