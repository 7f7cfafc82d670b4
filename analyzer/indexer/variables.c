/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "indexer/variables.h"

/* Writable and local, as nm(1) tells; per-cpu variables are, too. */
static bool is_static_variable(const kv_kallsyms_symbol *symbol)
{
	return symbol->size > 0 && (symbol->type == 'd' || symbol->type == 'b') &&
	       !(symbol->flags & KV_SYMBOL_TEXT);
}

static gint compare_symbols(gconstpointer a, gconstpointer b)
{
	const kv_variable *left = a, *right = b;

	return left->symbol < right->symbol ? -1 : left->symbol > right->symbol;
}

static uint64_t address_at(const kv_symbol_list *symbols, uint32_t position)
{
	return kv_symbol_list_at(symbols, symbols->by_address[position])->address;
}

/*
 * Variables without a size, such as struct lock_class_key without lockdep, stand where others
 * begin: which of them the debug information means then, the address does not tell.
 */
static bool is_alone(const kv_symbol_list *symbols, uint32_t position)
{
	uint64_t address = address_at(symbols, position);

	return (position == 0 || address_at(symbols, position - 1) != address) &&
	       (position + 1 == kv_symbol_list_count(symbols) ||
		address_at(symbols, position + 1) != address);
}

GArray *kv_variables_read(const kv_dwarf *dwarf, const kv_symbol_list *symbols)
{
	GArray *variables = g_array_new(FALSE, FALSE, sizeof(kv_variable));
	g_autoptr(GArray) addresses = g_array_new(FALSE, FALSE, sizeof(guint64));
	g_autoptr(GArray) units = NULL;
	guint known = 0;

	for (uint32_t i = 0; i < kv_symbol_list_count(symbols); i++) {
		uint32_t number = symbols->by_address[i];
		const kv_kallsyms_symbol *symbol = kv_symbol_list_at(symbols, number);
		kv_variable next = {.symbol = number};

		if (!is_static_variable(symbol) || !is_alone(symbols, i))
			continue;
		g_array_append_val(addresses, symbol->address);
		g_array_append_val(variables, next);
	}
	units = kv_dwarf_variable_units(dwarf, addresses);
	for (guint i = 0; i < variables->len; i++) {
		kv_variable found = g_array_index(variables, kv_variable, i);

		found.unit = g_array_index(units, guint32, i);
		if (found.unit != KV_NONE)
			g_array_index(variables, kv_variable, known++) = found;
	}
	g_array_set_size(variables, known);
	g_array_sort(variables, compare_symbols);
	return variables;
}
