/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "livepatch/module/signature.h"

#include "dwarf/module.h"

/* The functions to look for, each place once. */
typedef struct {
	GArray *wanted;	       /* (element-type kv_module_function) */
	GHashTable *positions; /* section and offset -> position in wanted, plus one */
} replacements;

static gint64 key_of(const kv_lp_function *function)
{
	return (gint64)((uint64_t)function->new_section_number << 40 ^ function->new_offset);
}

static void add_replacement(replacements *all, const kv_lp_function *function)
{
	gint64 key = key_of(function);
	kv_module_function place = {
		.section = function->new_section_number,
		.offset = function->new_offset,
		.name = function->new_name,
	};

	if (place.section == 0 || g_hash_table_contains(all->positions, &key))
		return;
	g_array_append_val(all->wanted, place);
	g_hash_table_insert(all->positions, g_memdup2(&key, sizeof(key)),
			    GUINT_TO_POINTER(all->wanted->len));
}

static void take_description(const replacements *all, kv_lp_function *function)
{
	gint64 key = key_of(function);
	guint position = GPOINTER_TO_UINT(g_hash_table_lookup(all->positions, &key));
	const kv_module_function *found;

	if (position == 0)
		return;
	found = &g_array_index(all->wanted, kv_module_function, position - 1);
	function->prototype = g_strdup(found->prototype);
	function->signature = g_strdup(found->signature);
}

static void each_function(const kv_livepatch *livepatch, replacements *all, bool take)
{
	for (guint i = 0; i < livepatch->objects->len; i++) {
		const kv_lp_object *object = g_ptr_array_index(livepatch->objects, i);

		for (guint j = 0; j < object->functions->len; j++) {
			kv_lp_function *function = g_ptr_array_index(object->functions, j);

			if (take)
				take_description(all, function);
			else
				add_replacement(all, function);
		}
	}
}

static void clear_function(gpointer data)
{
	kv_module_function *function = data;

	g_free(function->prototype);
	g_free(function->signature);
}

static bool has_debug_information(const kv_elf *elf)
{
	return kv_elf_section_named(elf, ".debug_info") ||
	       kv_elf_section_named(elf, ".zdebug_info");
}

void kv_livepatch_read_signatures(const kv_elf *elf, kv_livepatch *livepatch)
{
	g_autoptr(GArray) wanted = g_array_new(FALSE, FALSE, sizeof(kv_module_function));
	g_autoptr(GHashTable) positions =
		g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	replacements all = {wanted, positions};

	g_array_set_clear_func(wanted, clear_function);
	livepatch->has_debug_information = has_debug_information(elf);
	if (!livepatch->has_debug_information)
		return;
	each_function(livepatch, &all, false);
	if (wanted->len == 0)
		return;
	livepatch->debug_damage = kv_module_functions_describe(
		kv_elf_file(elf), (kv_module_function *)wanted->data, wanted->len);
	each_function(livepatch, &all, true);
}
