/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "indexer/entries.h"

#include "indexer/ftrace.h"

/* How far before @address the function begins that ends at @end; 0 when it begins there. */
static uint32_t distance_to_entry(const kv_symbol_list *symbols, uint64_t address, uint64_t end)
{
	for (uint32_t i = kv_symbol_list_lower(symbols, address + 1); i > 0; i--) {
		const kv_kallsyms_symbol *symbol =
			kv_symbol_list_at(symbols, symbols->by_address[i - 1]);
		uint64_t distance = address - symbol->address;

		if (distance > KV_FTRACE_ENTRY_MAX)
			return 0;
		if (!(symbol->flags & KV_SYMBOL_FUNCTION))
			continue;
		if (distance == 0 || symbol->address + symbol->size == end)
			return (uint32_t)distance;
	}
	return 0;
}

void kv_entries_align(kv_dwarf *dwarf, const kv_symbol_list *symbols)
{
	for (guint i = 0; i < dwarf->functions->len; i++) {
		kv_dwarf_function *function =
			&g_array_index(dwarf->functions, kv_dwarf_function, i);
		uint32_t distance = distance_to_entry(symbols, function->address,
						      function->address + function->size);

		if (function->size == 0 || distance > UINT32_MAX - function->size)
			continue;
		function->address -= distance;
		function->size += distance;
	}
}
