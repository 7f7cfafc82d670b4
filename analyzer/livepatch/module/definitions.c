/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "livepatch/module/definitions.h"

#include <elf.h>

#include "base/search.h"
/* By place; at one place a global symbol first, then in the order of .symtab. */
static int definition_compare(gconstpointer a, gconstpointer b)
{
	const kv_definition *left = a, *right = b;
	int order = kv_place_compare(&left->place, &right->place);

	if (order != 0)
		return order;
	if (left->global != right->global)
		return left->global ? -1 : 1;
	return left->index < right->index ? -1 : left->index > right->index;
}

static void keep_first_of_place(GArray *definitions)
{
	guint kept = 0;

	g_array_sort(definitions, definition_compare);
	for (guint i = 0; i < definitions->len; i++) {
		kv_definition *entry = &g_array_index(definitions, kv_definition, i);
		kv_definition *last =
			&g_array_index(definitions, kv_definition, kept > 0 ? kept - 1 : 0);

		if (kept > 0 && kv_place_compare(&entry->place, &last->place) == 0)
			continue;
		g_array_index(definitions, kv_definition, kept++) = *entry;
	}
	g_array_set_size(definitions, kept);
}

GArray *kv_definitions_read(const kv_elf *elf, uint8_t type)
{
	GArray *definitions = g_array_new(FALSE, FALSE, sizeof(kv_definition));
	const char *file = NULL;

	for (uint32_t i = 1; i < kv_elf_symbol_count(elf); i++) {
		kv_elf_symbol symbol;

		if (!kv_elf_symbol_at(elf, i, &symbol))
			continue;
		if (symbol.type == STT_FILE)
			file = symbol.name;
		if (symbol.type != type || symbol.section == SHN_UNDEF ||
		    !kv_elf_section_at(elf, symbol.section))
			continue;

		kv_definition entry = {
			.place = {symbol.section, symbol.value},
			.size = symbol.size,
			.name = symbol.name,
			.file = symbol.binding == STB_LOCAL ? file : NULL,
			.index = i,
			.global = symbol.binding == STB_GLOBAL,
		};

		g_array_append_val(definitions, entry);
	}
	keep_first_of_place(definitions);
	return definitions;
}

const kv_definition *kv_definitions_below(const GArray *definitions, kv_place place)
{
	guint next = KV_FIRST_NOT(
		0, definitions->len, at,
		kv_place_compare(&g_array_index(definitions, kv_definition, at).place,
				 &place) <= 0);

	if (next == 0)
		return NULL;

	const kv_definition *entry = &g_array_index(definitions, kv_definition, next - 1);

	return entry->place.section == place.section ? entry : NULL;
}

const kv_definition *kv_definitions_at(const GArray *definitions, kv_place place)
{
	const kv_definition *entry = kv_definitions_below(definitions, place);

	return entry && entry->place.offset == place.offset ? entry : NULL;
}
