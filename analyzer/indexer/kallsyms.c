/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "indexer/kallsyms.h"

#include <elf.h>
#include <string.h>

#include "index/index.h"

/*
 * Names that never reach kallsyms: scripts/kallsyms.c, is_ignored_symbol() up to 6.3, from 6.4 on
 * scripts/mksysmap. Each release ignores a part of the lists; the rest does not occur in it.
 */
static const char *const ignored_names[] = {
	"_SDA_BASE_",
	"_SDA2_BASE_",
	"L0",
};

/*
 * The tables that kallsyms itself is made of: ignored too, but no longer in the scripts/mksysmap of
 * 6.12.
 */
static const char *const table_names[] = {
	"kallsyms_addresses",	"kallsyms_offsets",	"kallsyms_relative_base",
	"kallsyms_num_syms",	"kallsyms_names",	"kallsyms_markers",
	"kallsyms_token_table", "kallsyms_token_index", "kallsyms_seqs_of_names",
};

static const char *const ignored_prefixes[] = {
	"$",
	".L",
	"__crc_",
	"__kstrtab_",
	"__kstrtabns_",
	"__efistub_",
	"__pi_$",
	"__pi_.L",
	"__kvm_nvhe_$",
	"__kvm_nvhe_.L",
	"__AArch64ADRPThunk_",
	"__ARMV5PILongThunk_",
	"__ARMV7PILongThunk_",
	"__ThumbV7PILongThunk_",
	"__LA25Thunk_",
	"__microLA25Thunk_",
	"__kcfi_typeid_",
	"__kvm_nvhe___kcfi_typeid_",
	"__pi___kcfi_typeid_",
	"__mod_device_table__",
	"__UNIQUE_ID_modinfo",
};

static const char *const ignored_suffixes[] = {
	"_from_arm",
	"_from_thumb",
	"_veneer",
};

static const char *const ignored_parts[] = {
	".long_branch.",
	".plt_branch.",
};

static bool is_table(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(table_names); i++) {
		if (strcmp(name, table_names[i]) == 0)
			return true;
	}
	return false;
}

static bool is_ignored(const char *name)
{
	/* Nearly every name is decided by this test: the lists begin with one of these. */
	if (strchr("$.L_", name[0])) {
		for (size_t i = 0; i < G_N_ELEMENTS(ignored_prefixes); i++) {
			if (g_str_has_prefix(name, ignored_prefixes[i]))
				return true;
		}
		for (size_t i = 0; i < G_N_ELEMENTS(ignored_names); i++) {
			if (strcmp(name, ignored_names[i]) == 0)
				return true;
		}
	}
	for (size_t i = 0; i < G_N_ELEMENTS(ignored_suffixes); i++) {
		if (g_str_has_suffix(name, ignored_suffixes[i]))
			return true;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(ignored_parts); i++) {
		if (strstr(name, ignored_parts[i]))
			return true;
	}
	return false;
}

bool kv_kallsyms_ignores(const char *name)
{
	return is_table(name) || is_ignored(name);
}

/* The letter of nm(1) for a symbol of that section, as a local one; '?' when there is none. */
static char section_letter(const kv_elf_section *section)
{
	if (section->flags & SHF_EXECINSTR)
		return 't';
	if (!(section->flags & SHF_ALLOC))
		return section->flags & SHF_WRITE ? '?' : 'n';
	if (section->type == SHT_NOBITS)
		return 'b';
	return section->flags & SHF_WRITE ? 'd' : 'r';
}

static char symbol_letter(const kv_elf_symbol *symbol, const kv_elf_section *section)
{
	char letter;

	if (symbol->type == STT_GNU_IFUNC)
		return 'i';
	if (symbol->binding == STB_WEAK)
		return symbol->type == STT_OBJECT ? 'V' : 'W';
	if (symbol->binding == STB_GNU_UNIQUE)
		return 'u';
	letter = section ? section_letter(section) : 'a';
	return symbol->binding == STB_LOCAL ? letter : g_ascii_toupper(letter);
}

static uint8_t symbol_flags(const kv_elf_symbol *symbol, const kv_elf_section *section)
{
	uint8_t flags = 0;

	if (symbol->type == STT_FUNC || symbol->type == STT_GNU_IFUNC)
		flags |= KV_SYMBOL_FUNCTION;
	if (section && (section->flags & SHF_EXECINSTR))
		flags |= KV_SYMBOL_TEXT;
	if (symbol->binding == STB_GLOBAL || symbol->binding == STB_GNU_UNIQUE)
		flags |= KV_SYMBOL_GLOBAL;
	if (symbol->binding == STB_WEAK)
		flags |= KV_SYMBOL_WEAK;
	return flags;
}

/* scripts/kallsyms.c, may_be_linker_script_provide_symbol(). */
static bool is_linker_provided(const char *name)
{
	if (!g_str_has_prefix(name, "__") || strlen(name) < 8)
		return false;
	return g_str_has_prefix(name + 2, "start_") || g_str_has_prefix(name + 2, "stop_") ||
	       g_str_has_prefix(name + 2, "end_") || g_str_has_suffix(name, "_start") ||
	       g_str_has_suffix(name, "_end");
}

/* Among symbols at one address: weak ones last, then linker-provided, then most underscores. */
static uint32_t symbol_rank(const kv_elf_symbol *symbol)
{
	uint32_t underscores = (uint32_t)MIN(strspn(symbol->name, "_"), G_MAXUINT16);

	return (symbol->binding == STB_WEAK ? 1u << 17 : 0) |
	       (is_linker_provided(symbol->name) ? 1u << 16 : 0) | underscores;
}

static gint compare_kallsyms(gconstpointer a, gconstpointer b)
{
	const kv_kallsyms_symbol *left = a, *right = b;
	int order;

	if (left->address != right->address)
		return left->address < right->address ? -1 : 1;
	if (left->rank != right->rank)
		return left->rank < right->rank ? -1 : 1;
	/* What remains is the order of `nm -n`, by which kallsyms is fed. */
	order = strcmp(left->name, right->name);
	if (order != 0)
		return order;
	return left->input < right->input ? -1 : left->input > right->input;
}

/* kernel/kallsyms.c, get_symbol_pos(): to the next higher address, at last to _end. */
static void fill_vmlinux_extents(GArray *symbols)
{
	uint64_t end = 0, address;

	for (guint i = 0; i < symbols->len; i++) {
		const kv_kallsyms_symbol *symbol = &g_array_index(symbols, kv_kallsyms_symbol, i);

		if (strcmp(symbol->name, "_end") == 0)
			end = symbol->address;
	}

	for (guint last = symbols->len; last > 0;) {
		guint first = last - 1;

		address = g_array_index(symbols, kv_kallsyms_symbol, first).address;
		while (first > 0 &&
		       g_array_index(symbols, kv_kallsyms_symbol, first - 1).address == address)
			first--;
		for (guint i = first; i < last; i++)
			g_array_index(symbols, kv_kallsyms_symbol, i).extent =
				end > address ? end - address : 0;
		end = address;
		last = first;
	}
}

static bool is_kept(const kv_elf_symbol *symbol, const kv_elf_section *section)
{
	/*
	 * No section: undefined or absolute, nm's U, w and a. What is not loaded is n, like debug
	 * information, but ? when it is writable, like the empty .data_nosave of ppc64: that stays.
	 */
	if (!section || section_letter(section) == 'n')
		return false;
	if (symbol->type == STT_SECTION || symbol->type == STT_FILE || symbol->name[0] == '\0')
		return false;
	return !is_ignored(symbol->name);
}

/* How many symbols the kallsyms in the image has, kallsyms_num_syms; 0 when it is not there. */
static uint32_t embedded_count(const kv_elf *elf, const GArray *symbols)
{
	for (guint i = 0; i < symbols->len; i++) {
		const kv_kallsyms_symbol *symbol = &g_array_index(symbols, kv_kallsyms_symbol, i);
		const kv_elf_section *section;
		const uint8_t *bytes;
		uint64_t offset;

		if (strcmp(symbol->name, "kallsyms_num_syms") != 0)
			continue;
		section = kv_elf_section_at(elf, symbol->section);
		bytes = kv_elf_section_bytes(elf, section);
		offset = symbol->address - section->address;
		if (!bytes || symbol->address < section->address ||
		    section->size < sizeof(uint32_t) || offset > section->size - sizeof(uint32_t))
			return 0;
		return kv_elf_u32(elf, bytes + offset);
	}
	return 0;
}

/*
 * Takes the symbols of the tables out, unless the number of symbols in the image's own kallsyms is
 * nearer to the number with them. The release would not tell: distributions take such changes back
 * into older ones.
 */
static void drop_tables(const kv_elf *elf, GArray *symbols)
{
	uint32_t embedded = embedded_count(elf, symbols);
	guint kept = 0, tables = 0;

	for (guint i = 0; i < symbols->len; i++)
		tables += is_table(g_array_index(symbols, kv_kallsyms_symbol, i).name);
	if (embedded > symbols->len - (tables + 1) / 2)
		return;
	for (guint i = 0; i < symbols->len; i++) {
		kv_kallsyms_symbol symbol = g_array_index(symbols, kv_kallsyms_symbol, i);

		if (!is_table(symbol.name))
			g_array_index(symbols, kv_kallsyms_symbol, kept++) = symbol;
	}
	g_array_set_size(symbols, kept);
}

GArray *kv_kallsyms_vmlinux(const kv_elf *elf)
{
	uint32_t count = kv_elf_symbol_count(elf);
	GArray *symbols = g_array_sized_new(FALSE, FALSE, sizeof(kv_kallsyms_symbol), count);

	for (uint32_t i = 1; i < count; i++) {
		const kv_elf_section *section;
		kv_kallsyms_symbol kept;
		kv_elf_symbol symbol;

		if (!kv_elf_symbol_at(elf, i, &symbol) || symbol.section == SHN_UNDEF)
			continue;
		section = kv_elf_section_at(elf, symbol.section);
		if (!is_kept(&symbol, section))
			continue;

		kept = (kv_kallsyms_symbol){
			.name = symbol.name,
			.address = symbol.value,
			.size = symbol.size,
			.section = symbol.section,
			.rank = symbol_rank(&symbol),
			.input = i,
			.type = (uint8_t)symbol_letter(&symbol, section),
			.flags = symbol_flags(&symbol, section) | KV_SYMBOL_CORE,
		};
		g_array_append_val(symbols, kept);
	}
	drop_tables(elf, symbols);
	g_array_sort(symbols, compare_kallsyms);
	fill_vmlinux_extents(symbols);
	return symbols;
}

/*
 * kernel/module/kallsyms.c, is_core_symbol(). The loader takes SHF_ALLOC away from .modinfo and
 * __versions (kernel/module/main.c, rewrite_section_headers()), and from the per-cpu section,
 * whose symbols stay all the same. Init sections: module_init_section() in kernel/module/main.c.
 */
static bool is_core(const kv_elf_section *section)
{
	if (!section)
		return false;
	if (strcmp(section->name, ".data..percpu") == 0)
		return true;
	return (section->flags & SHF_ALLOC) && !g_str_has_prefix(section->name, ".init") &&
	       strcmp(section->name, ".modinfo") != 0 &&
	       !g_str_has_prefix(section->name, "__version");
}

static gint compare_places(gconstpointer a, gconstpointer b)
{
	const kv_kallsyms_symbol *left = *(kv_kallsyms_symbol *const *)a;
	const kv_kallsyms_symbol *right = *(kv_kallsyms_symbol *const *)b;

	if (left->section != right->section)
		return left->section < right->section ? -1 : 1;
	return left->address < right->address ? -1 : left->address > right->address;
}

static void fill_module_extents(GArray *symbols, const kv_elf *elf, const uint64_t *addresses,
				uint32_t address_count)
{
	g_autoptr(GPtrArray) places = g_ptr_array_sized_new(symbols->len);
	uint64_t end = 0, address = 0;
	uint32_t section = SHN_UNDEF;

	for (guint i = 0; i < symbols->len; i++)
		g_ptr_array_add(places, &g_array_index(symbols, kv_kallsyms_symbol, i));
	g_ptr_array_sort(places, compare_places);

	for (guint i = places->len; i > 0; i--) {
		kv_kallsyms_symbol *symbol = g_ptr_array_index(places, i - 1);

		if (symbol->section >= address_count || !kv_elf_section_at(elf, symbol->section))
			continue;
		if (symbol->section != section) {
			section = symbol->section;
			end = addresses[section] + kv_elf_section_at(elf, section)->size;
		} else if (symbol->address != address) {
			end = address;
		}
		address = symbol->address;
		symbol->extent = end > address ? end - address : 0;
	}
}

GArray *kv_kallsyms_module(const kv_elf *elf, const uint64_t *section_addresses,
			   uint32_t section_count)
{
	uint32_t count = kv_elf_symbol_count(elf);
	GArray *symbols = g_array_sized_new(FALSE, FALSE, sizeof(kv_kallsyms_symbol), count);

	for (uint32_t i = 1; i < count; i++) {
		const kv_elf_section *section;
		kv_kallsyms_symbol kept;
		kv_elf_symbol symbol;

		if (!kv_elf_symbol_at(elf, i, &symbol) || symbol.section == SHN_UNDEF)
			continue;
		if (symbol.type == STT_SECTION || symbol.type == STT_FILE || symbol.name[0] == '\0')
			continue;
		section = kv_elf_section_at(elf, symbol.section);

		kept = (kv_kallsyms_symbol){
			.name = symbol.name,
			.address = symbol.value + (symbol.section < section_count
							   ? section_addresses[symbol.section]
							   : 0),
			.size = symbol.size,
			.section = symbol.section,
			.rank = symbol_rank(&symbol),
			.input = i,
			.type = (uint8_t)symbol_letter(&symbol, section),
			.flags = symbol_flags(&symbol, section) |
				 (is_core(section) ? KV_SYMBOL_CORE : 0),
		};
		g_array_append_val(symbols, kept);
	}
	fill_module_extents(symbols, elf, section_addresses, section_count);
	return symbols;
}
