/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "livepatch/module/relocation.h"

#include <elf.h>
#include <string.h>

#include "livepatch/module/reader.h"
#include "machine/machine.h"

/* What the kernel's sscanf() formats leave room for: MODULE_NAME_LEN, KSYM_NAME_LEN, less one. */
enum { OBJECT_MAX = 55, SYMBOL_MAX = 511 };

static const char SECTION_PREFIX[] = ".klp.rela.";
static const char SYMBOL_PREFIX[] = ".klp.sym.";

static const char *plain_object(const char *name)
{
	return strcmp(name, "vmlinux") == 0 ? NULL : name;
}

/* The object of ".klp.rela.%55[^.]", or NULL; free with g_free(). */
static char *object_of_section(const char *name)
{
	const char *object = name + strlen(SECTION_PREFIX);
	size_t length;

	if (!g_str_has_prefix(name, SECTION_PREFIX))
		return NULL;
	length = MIN(strcspn(object, "."), OBJECT_MAX);
	return length > 0 ? g_strndup(object, length) : NULL;
}

/* ".klp.sym.%55[^.].%511[^,],%lu" of klp_resolve_symbols(); false where that reads less. */
static bool parse_symbol(const char *name, char **object, char **symbol, uint64_t *sympos)
{
	const char *begin = name + strlen(SYMBOL_PREFIX), *rest;
	size_t object_length, symbol_length;

	if (!g_str_has_prefix(name, SYMBOL_PREFIX))
		return false;
	object_length = MIN(strcspn(begin, "."), OBJECT_MAX);
	if (object_length == 0 || begin[object_length] != '.')
		return false;
	rest = begin + object_length + 1;
	symbol_length = MIN(strcspn(rest, ","), SYMBOL_MAX);
	if (symbol_length == 0 || rest[symbol_length] != ',' ||
	    !g_ascii_isdigit(rest[symbol_length + 1]))
		return false;
	*object = g_strndup(begin, object_length);
	*symbol = g_strndup(rest, symbol_length);
	*sympos = g_ascii_strtoull(rest + symbol_length + 1, NULL, 10);
	return true;
}

/* @needed_for: the object of the section. */
static void add_reference(kv_livepatch *livepatch, const char *needed_for,
			  const kv_elf_symbol *found)
{
	g_autofree char *object = NULL, *symbol = NULL;
	uint64_t sympos = 0;
	kv_lp_reference *reference;
	bool marked = found->section == KV_SHN_LIVEPATCH;
	bool readable = marked && parse_symbol(found->name, &object, &symbol, &sympos);

	/* The loader refuses it before: it is an import. */
	if (found->section == SHN_UNDEF && found->binding != STB_WEAK &&
	    g_str_has_prefix(found->name, SYMBOL_PREFIX))
		return;
	reference = kv_livepatch_add_reference(livepatch, readable ? symbol : found->name);
	reference->needed_for = g_strdup(plain_object(needed_for));
	reference->sympos = sympos;
	if (readable)
		reference->object = g_strdup(plain_object(object));
	else
		reference->flaw = marked ? KV_LP_SYMBOL_MISNAMED : KV_LP_SYMBOL_UNMARKED;
}

static void read_section(const kv_elf *elf, const kv_elf_section *section, const char *object,
			 GHashTable *seen, kv_livepatch *livepatch)
{
	g_autoptr(GArray) entries = kv_elf_relocation_entries(elf, section);

	for (guint i = 0; i < entries->len; i++) {
		uint32_t number = g_array_index(entries, kv_elf_relocation, i).symbol;
		kv_elf_symbol symbol;

		if (livepatch->references->len >= KV_READER_ENTRIES_MAX ||
		    !kv_elf_symbol_at(elf, number, &symbol) ||
		    !g_hash_table_add(seen, g_strdup_printf("%u %s", number, object)))
			continue;
		add_reference(livepatch, object, &symbol);
	}
}

/* A section without the flag is none for the kernel. */
void kv_livepatch_read_relocations(const kv_elf *elf, kv_livepatch *livepatch)
{
	g_autoptr(GHashTable) objects = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (uint32_t i = 0; i < kv_elf_section_count(elf); i++) {
		const kv_elf_section *section = kv_elf_section_at(elf, i);
		g_autofree char *object = NULL;

		if (!section || !(section->flags & KV_SHF_RELA_LIVEPATCH))
			continue;
		object = object_of_section(section->name);
		if (!object) {
			kv_livepatch_add_reference(livepatch, section->name)->flaw =
				KV_LP_SECTION_MISNAMED;
			continue;
		}
		read_section(elf, section, object, seen, livepatch);
		if (g_hash_table_add(objects, object))
			g_ptr_array_add(livepatch->relocated, g_steal_pointer(&object));
	}
}

static bool is_import(const kv_elf *elf, const kv_elf_symbol *symbol)
{
	const char *ignored = kv_machine_find(kv_elf_machine(elf))->ignored_import;

	return symbol->section == SHN_UNDEF && symbol->name[0] != '\0' &&
	       g_strcmp0(symbol->name, ignored) != 0;
}

/* How @section uses the imports, by the number of their symbols. */
static void read_uses(const kv_elf *elf, const kv_elf_section *section, GHashTable *imports)
{
	const kv_machine *machine = kv_machine_find(kv_elf_machine(elf));
	g_autoptr(GArray) entries = kv_elf_relocation_entries(elf, section);
	const kv_elf_section *target = kv_elf_section_at(elf, section->info);

	/* Debug information and the like. */
	if (!target || !(target->flags & SHF_ALLOC))
		return;
	for (guint i = 0; i < entries->len; i++) {
		const kv_elf_relocation *entry = &g_array_index(entries, kv_elf_relocation, i);
		kv_lp_import *import =
			g_hash_table_lookup(imports, GUINT_TO_POINTER(entry->symbol));

		if (!import)
			continue;
		if (kv_machine_field(machine, entry->type).kind == KV_FIELD_CALL)
			import->called = true;
		else
			import->addressed = true;
	}
}

void kv_livepatch_read_imports(const kv_elf *elf, kv_livepatch *livepatch)
{
	g_autoptr(GHashTable) imports = g_hash_table_new(g_direct_hash, g_direct_equal);

	for (uint32_t i = 1; i < kv_elf_symbol_count(elf); i++) {
		kv_elf_symbol symbol;
		kv_lp_import *import;

		if (livepatch->imports->len >= KV_READER_ENTRIES_MAX)
			break;
		if (!kv_elf_symbol_at(elf, i, &symbol) || !is_import(elf, &symbol))
			continue;
		import = kv_livepatch_add_import(livepatch, symbol.name);
		import->weak = symbol.binding == STB_WEAK;
		g_hash_table_insert(imports, GUINT_TO_POINTER(i), import);
	}
	for (uint32_t i = 1; livepatch->imports->len > 0 && i < kv_elf_section_count(elf); i++) {
		const kv_elf_section *section = kv_elf_section_at(elf, i);

		if (section && (section->type == SHT_RELA || section->type == SHT_REL))
			read_uses(elf, section, imports);
	}
}
