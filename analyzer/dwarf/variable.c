/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dwarf/variable.h"

#include "dwarf/cursor.h"
#include "dwarf/die.h"

void kv_dwarf_variable_note(GArray *variables, const kv_dwarf_image *image, Dwarf_Die *die,
			    uint32_t unit)
{
	kv_dwarf_variable variable = {.unit = unit};
	kv_dwarf_cursor cursor;
	Dwarf_Attribute location;

	if (!dwarf_attr(die, DW_AT_location, &location))
		return;
	switch (dwarf_whatform(&location)) {
	case DW_FORM_exprloc:
	case DW_FORM_block1:
		break;
	default:
		return;
	}
	/* Its length, which both forms give in one byte, an operation and an address. */
	if (location.valp < image->info.data)
		return;
	cursor = kv_dwarf_cursor_at(image->info, (uint64_t)(location.valp - image->info.data),
				    image->swap);
	if (kv_dwarf_cursor_number(&cursor, 1) != 1 + sizeof(uint64_t) ||
	    kv_dwarf_cursor_number(&cursor, 1) != DW_OP_addr)
		return;
	variable.address = kv_dwarf_cursor_number(&cursor, sizeof(uint64_t));
	variable.die = dwarf_dieoffset(die);
	if (!cursor.failed)
		g_array_append_val(variables, variable);
}

static gint compare_variables(gconstpointer a, gconstpointer b)
{
	const kv_dwarf_variable *left = a, *right = b;

	if (left->address != right->address)
		return left->address < right->address ? -1 : 1;
	return left->die < right->die ? -1 : left->die > right->die;
}

void kv_dwarf_variables_sort(GArray *variables)
{
	g_array_sort(variables, compare_variables);
}

void kv_dwarf_variables_find(const GArray *variables, const GArray *addresses, GArray *units)
{
	const kv_dwarf_variable *all = variables ? (const void *)variables->data : NULL;
	guint count = variables ? variables->len : 0, next = 0;
	guint32 unit = KV_NONE;

	for (guint i = 0; i < addresses->len; i++) {
		uint64_t address = g_array_index(addresses, guint64, i);

		if (i > 0 && address == g_array_index(addresses, guint64, i - 1)) {
			g_array_append_val(units, unit);
			continue;
		}
		while (next < count && all[next].address < address)
			next++;
		unit = next < count && all[next].address == address ? all[next].unit : KV_NONE;
		for (; next < count && all[next].address == address; next++)
			unit = all[next].unit == unit ? unit : KV_NONE;
		g_array_append_val(units, unit);
	}
}
