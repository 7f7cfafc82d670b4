/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "livepatch/code/names.h"

#include <elf.h>
#include <string.h>

#include "base/names.h"

struct kv_code_names {
	const kv_memory *memory;
	kv_elf *elf;
	kv_decoder *decoder;
	GHashTable *livepatch; /* section + 1 -> GArray of its livepatch relocations */
	GHashTable *cold;      /* "foo" -> GPtrArray of kv_definition "foo.cold", "foo.cold.0" .. */
	GHashTable *plain;     /* name of a livepatch symbol -> what it stands for */
};

static const GArray *livepatch_relocations(kv_code_names *names, uint32_t section)
{
	gpointer key = GUINT_TO_POINTER(section + 1);
	GArray *list = g_hash_table_lookup(names->livepatch, key);

	if (!list) {
		list = kv_elf_livepatch_relocations(names->elf, section);
		g_hash_table_insert(names->livepatch, key, list);
	}
	return list;
}

static int compare_offset(gconstpointer a, gconstpointer b)
{
	uint64_t left = ((const kv_elf_relocation *)a)->offset;
	uint64_t right = ((const kv_elf_relocation *)b)->offset;

	return left < right ? -1 : left > right;
}

static const kv_elf_relocation *relocation_at(kv_code_names *names, kv_place place)
{
	const kv_elf_relocation *found =
		kv_elf_relocation_at(names->elf, place.section, place.offset);
	kv_elf_relocation wanted = {.offset = place.offset};
	GArray *list;
	guint position;

	if (found)
		return found;
	list = (GArray *)livepatch_relocations(names, place.section);
	if (!g_array_binary_search(list, &wanted, compare_offset, &position))
		return NULL;
	return &g_array_index(list, kv_elf_relocation, position);
}

/* kv_decode_resolve */
static bool resolve(gpointer data, uint64_t address, kv_reference *reference)
{
	kv_code_names *names = data;
	const kv_elf_relocation *relocation = relocation_at(names, kv_address_place(address));
	kv_elf_symbol symbol;

	if (!relocation || !kv_elf_symbol_at(names->elf, relocation->symbol, &symbol))
		return false;
	*reference = (kv_reference){
		.value = (uint64_t)relocation->addend,
		.external = relocation->symbol,
		.absolute = kv_machine_field(kv_memory_machine(names->memory), relocation->type)
				    .kind == KV_FIELD_ABSOLUTE,
	};
	if (symbol.section != SHN_UNDEF && symbol.section < SHN_LORESERVE &&
	    symbol.value < KV_CODE_SECTION_MAX) {
		reference->value += kv_address_of((kv_place){symbol.section, symbol.value});
		reference->external = KV_DECODE_LOCAL;
	}
	return true;
}

bool kv_code_names_is_cold(const char *name)
{
	return kv_name_cold_suffix(name) != NULL;
}

static void add_cold(kv_code_names *names, const kv_definition *definition)
{
	const char *suffix = kv_name_cold_suffix(definition->name);
	g_autofree char *plain = NULL;
	GPtrArray *list;

	if (!suffix)
		return;
	plain = g_strndup(definition->name, (gsize)(suffix - definition->name));
	list = g_hash_table_lookup(names->cold, plain);
	if (!list) {
		list = g_ptr_array_new();
		g_hash_table_insert(names->cold, g_steal_pointer(&plain), list);
	}
	g_ptr_array_add(list, (gpointer)definition);
}

kv_code_names *kv_code_names_new(const kv_memory *memory)
{
	kv_code_names *names = g_new0(kv_code_names, 1);
	const GArray *functions = kv_memory_functions(memory);

	names->memory = memory;
	names->elf = kv_memory_elf(memory);
	names->decoder = kv_decoder_new(resolve, names);
	names->livepatch = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL,
						 (GDestroyNotify)g_array_unref);
	names->plain = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
	names->cold = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					    (GDestroyNotify)g_ptr_array_unref);
	for (guint i = 0; i < functions->len; i++)
		add_cold(names, &g_array_index(functions, kv_definition, i));
	return names;
}

void kv_code_names_free(kv_code_names *names)
{
	if (!names)
		return;
	kv_decoder_free(names->decoder);
	g_hash_table_unref(names->livepatch);
	g_hash_table_unref(names->plain);
	g_hash_table_unref(names->cold);
	g_free(names);
}

const kv_decoder *kv_code_names_decoder(const kv_code_names *names)
{
	return names->decoder;
}

/* ".klp.sym.vmlinux.printk,0" stands for printk: Documentation/livepatch/module-elf-format.rst. */
static const char *plain_name(kv_code_names *names, const char *name)
{
	static const char prefix[] = ".klp.sym.";
	const char *begin, *comma;
	char *plain;

	if (!g_str_has_prefix(name, prefix))
		return name;
	plain = g_hash_table_lookup(names->plain, name);
	if (plain)
		return plain;
	begin = strchr(name + strlen(prefix), '.');
	if (!begin)
		return name;
	comma = strrchr(begin, ',');
	plain = comma ? g_strndup(begin + 1, (gsize)(comma - begin - 1)) : g_strdup(begin + 1);
	g_hash_table_insert(names->plain, (gpointer)name, plain);
	return plain;
}

const char *kv_code_names_target(kv_code_names *names, const kv_instruction *instruction,
				 const kv_definition **definition)
{
	kv_elf_symbol symbol;

	*definition = NULL;
	if (instruction->target_external == KV_DECODE_LOCAL) {
		*definition = kv_definitions_at(kv_memory_functions(names->memory),
						kv_address_place(instruction->target));
		return *definition ? (*definition)->name : NULL;
	}
	if (!kv_elf_symbol_at(names->elf, instruction->target_external, &symbol))
		return NULL;
	return plain_name(names, symbol.name);
}

const kv_definition *kv_code_names_cold(const kv_code_names *names, const kv_definition *definition)
{
	const GPtrArray *list = g_hash_table_lookup(names->cold, definition->name);

	for (guint i = 0; list && i < list->len; i++) {
		const kv_definition *entry = g_ptr_array_index(list, i);

		if (definition->global || g_strcmp0(entry->file, definition->file) == 0)
			return entry;
	}
	return NULL;
}
