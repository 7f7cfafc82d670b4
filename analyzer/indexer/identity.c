/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "indexer/identity.h"

#include <elf.h>
#include <string.h>

#include "base/names.h"

#define INITCALL_PREFIX "__initcall__kmod_"
#define BANNER_PREFIX "Linux version "
/* Offset of struct module's name behind `state` and `list`, in every 64-bit kernel so far. */
#define THIS_MODULE_NAME 24

/* The text that the symbol @name of vmlinux stands for, or NULL. */
static const char *symbol_text(const kv_elf *elf, const kv_symbol_list *symbols, const char *name)
{
	const kv_kallsyms_symbol *symbol = kv_symbol_list_find(symbols, name);
	const kv_elf_section *section;

	if (!symbol)
		return NULL;
	section = kv_elf_section_holding(elf, symbol->address);
	return section ? kv_elf_section_string(elf, section, symbol->address - section->address)
		       : NULL;
}

static char *first_word(const char *text)
{
	return g_strndup(text, strcspn(text, " "));
}

/* @text when it is printable ASCII, as all of these are; a damaged image may hold anything. */
static char *checked_text(const char *text)
{
	if (!text || text[0] == '\0')
		return NULL;
	for (const char *at = text; *at != '\0'; at++) {
		if (!g_ascii_isprint(*at))
			return NULL;
	}
	return g_strdup(text);
}

static char *read_banner(const kv_elf *elf, const kv_symbol_list *symbols)
{
	const char *text = symbol_text(elf, symbols, "linux_banner");
	g_autofree char *line = NULL;

	if (!text || !g_str_has_prefix(text, BANNER_PREFIX))
		return NULL;
	line = g_strndup(text, strcspn(text, "\n"));
	return checked_text(line);
}

/*
 * The symbol __crc_module_layout is the checksum itself (absolute, up to 5.18 without
 * CONFIG_MODULE_REL_CRCS) or marks the 32 bits that hold it (include/linux/export-internal.h).
 */
static int64_t read_module_layout_crc(const kv_elf *elf)
{
	const kv_elf_section *section;
	const uint8_t *bytes;
	kv_elf_symbol symbol;

	if (!kv_elf_symbol_named(elf, "__crc_module_layout", &symbol))
		return -1;
	if (symbol.section == SHN_ABS)
		return (uint32_t)symbol.value;
	section = kv_elf_section_at(elf, symbol.section);
	bytes = section ? kv_elf_section_bytes(elf, section) : NULL;
	if (!bytes || symbol.value < section->address || section->size < sizeof(uint32_t) ||
	    symbol.value - section->address > section->size - sizeof(uint32_t))
		return -1;
	return kv_elf_u32(elf, bytes + (symbol.value - section->address));
}

static void read_vmlinux(kv_identity *identity, const kv_elf *elf, const kv_symbol_list *symbols)
{
	identity->banner = read_banner(elf, symbols);
	identity->vermagic = checked_text(symbol_text(elf, symbols, "vermagic"));
	identity->module_layout_crc = read_module_layout_crc(elf);
	if (identity->banner)
		identity->release = first_word(identity->banner + strlen(BANNER_PREFIX));
	else if (identity->vermagic)
		identity->release = first_word(identity->vermagic);
}

/* The name in the module's own struct module, or NULL. */
static char *this_module_name(const kv_elf *elf)
{
	const kv_elf_section *section = kv_elf_section_named(elf, ".gnu.linkonce.this_module");
	const char *name = section ? kv_elf_section_string(elf, section, THIS_MODULE_NAME) : NULL;

	if (!name || name[0] == '\0')
		return NULL;
	for (const char *at = name; *at != '\0'; at++) {
		if (!g_ascii_isalnum(*at) && *at != '_' && *at != '-')
			return NULL;
	}
	return g_strdup(name);
}

/* foo-bar.ko.xz is the module foo_bar. */
static char *file_module_name(const char *path)
{
	char *name = g_path_get_basename(path);
	char *suffix = strstr(name, ".ko");

	if (suffix)
		*suffix = '\0';
	return name;
}

static void read_module(kv_identity *identity, const kv_elf *elf)
{
	identity->vermagic = checked_text(kv_elf_modinfo(elf, "vermagic"));
	if (identity->vermagic)
		identity->release = first_word(identity->vermagic);

	identity->module = checked_text(kv_elf_modinfo(elf, "name"));
	if (!identity->module)
		identity->module = this_module_name(elf);
	if (!identity->module)
		identity->module = file_module_name(kv_file_path(kv_elf_file(elf)));
	g_strdelimit(identity->module, "-", '_');
}

/* Skips a decimal number and the underscore behind it; NULL when there is none. */
static const char *skip_number(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	return digits > 0 && text[digits] == '_' ? text + digits + 1 : NULL;
}

char *kv_initcall_module(const char *symbol)
{
	const char *name, *end;

	if (!g_str_has_prefix(symbol, INITCALL_PREFIX))
		return NULL;
	name = symbol + strlen(INITCALL_PREFIX);
	/* The name itself may hold "__": it ends where the two numbers follow. */
	for (end = strstr(name, "__"); end; end = strstr(end + 1, "__")) {
		const char *line = skip_number(end + 2);

		if (end > name && line && skip_number(line))
			return g_strndup(name, (gsize)(end - name));
	}
	return NULL;
}

static GPtrArray *read_builtins(const kv_symbol_list *symbols)
{
	GPtrArray *builtins = g_ptr_array_new_with_free_func(g_free);
	kv_run run = kv_symbol_list_prefixed(symbols, INITCALL_PREFIX);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (uint32_t i = run.first; i < run.first + run.count; i++) {
		char *module =
			kv_initcall_module(kv_symbol_list_at(symbols, symbols->by_name[i])->name);

		if (!module)
			continue;
		if (g_hash_table_contains(seen, module)) {
			g_free(module);
			continue;
		}
		g_hash_table_add(seen, module);
		g_ptr_array_add(builtins, module);
	}
	kv_names_sort(builtins);
	return builtins;
}

kv_identity *kv_identity_read(const kv_elf *elf, kv_object_kind kind, const kv_symbol_list *symbols)
{
	kv_identity *identity = g_new0(kv_identity, 1);

	identity->module_layout_crc = -1;
	identity->build_id = kv_elf_build_id(elf);
	identity->builtins = read_builtins(symbols);
	if (kind == KV_OBJECT_VMLINUX)
		read_vmlinux(identity, elf, symbols);
	else
		read_module(identity, elf);
	return identity;
}

void kv_identity_free(kv_identity *identity)
{
	if (!identity)
		return;
	g_free(identity->release);
	g_free(identity->banner);
	g_free(identity->vermagic);
	g_free(identity->build_id);
	g_free(identity->module);
	g_ptr_array_unref(identity->builtins);
	g_free(identity);
}
