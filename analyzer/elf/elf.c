/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "elf/elf.h"

#include <elf.h>
#include <gelf.h>
#include <libelf.h>
#include <string.h>

#include "base/error.h"
#include "base/search.h"

/* The relocations of one section, decoded and ordered on first use. */
typedef struct {
	kv_elf_relocation *entries;
	size_t count;
} relocation_list;

struct kv_elf {
	kv_file *file;
	Elf *elf;
	uint16_t machine, type;
	bool big_endian;
	kv_elf_section *sections;
	uint32_t section_count;
	Elf_Data *symbols, *symbol_sections; /* .symtab and, if there is one, .symtab_shndx */
	const kv_elf_section *symbol_table, *symbol_names;
	uint32_t symbol_count;
	const kv_elf *adopted; /* whose symbols these are; NULL: its own */
	uint32_t *adopted_sections;
	GHashTable *relocations; /* section index -> relocation_list */
};

static void relocation_list_free(gpointer data)
{
	relocation_list *list = data;

	g_free(list->entries);
	g_free(list);
}

void kv_elf_free(kv_elf *elf)
{
	if (!elf)
		return;
	g_hash_table_unref(elf->relocations);
	g_free(elf->sections);
	g_free(elf->adopted_sections);
	elf_end(elf->elf);
	kv_file_unref(elf->file);
	g_free(elf);
}

static gboolean fail(const kv_elf *elf, kv_error_code code, GError **error, const char *what)
{
	g_set_error(error, KV_ERROR, code, "%s: %s", kv_file_path(elf->file), what);
	return FALSE;
}

static gboolean read_header(kv_elf *elf, GError **error)
{
	const uint8_t *ident = kv_file_data(elf->file);
	size_t size = kv_file_size(elf->file);
	GElf_Ehdr header;

	if (size == 0)
		return fail(elf, KV_ERROR_USAGE, error, "the file is empty");
	if (size < SELFMAG || memcmp(ident, ELFMAG, SELFMAG) != 0)
		return fail(elf, KV_ERROR_USAGE, error,
			    "not an ELF file: it does not begin with \\x7fELF");
	if (size < sizeof(Elf64_Ehdr))
		return fail(elf, KV_ERROR_INPUT, error, "truncated: it ends inside the ELF header");
	if (ident[EI_CLASS] != ELFCLASS64)
		return fail(elf, KV_ERROR_INPUT, error,
			    "not a 64-bit ELF file; livepatching exists on 64-bit kernels only");

	elf_version(EV_CURRENT);
	/* libelf never writes to an ELF_C_READ image, its interface is just not const. */
	elf->elf = elf_memory((char *)(uintptr_t)ident, size);
	if (!elf->elf || !gelf_getehdr(elf->elf, &header))
		return fail(elf, KV_ERROR_INPUT, error, "the ELF header is damaged");
	elf->machine = header.e_machine;
	elf->type = header.e_type;
	elf->big_endian = ident[EI_DATA] == ELFDATA2MSB;
	return TRUE;
}

static gboolean read_sections(kv_elf *elf, GError **error)
{
	size_t count, names;

	if (elf_getshdrnum(elf->elf, &count) < 0 || elf_getshdrstrndx(elf->elf, &names) < 0)
		return fail(elf, KV_ERROR_INPUT, error,
			    "the section headers are damaged or cut off");
	if (count == 0)
		return fail(elf, KV_ERROR_INPUT, error,
			    "there are no section headers: truncated, or stripped of them");

	elf->sections = g_new0(kv_elf_section, count);
	elf->section_count = (uint32_t)count;
	for (uint32_t i = 0; i < count; i++) {
		kv_elf_section *section = &elf->sections[i];
		GElf_Shdr header;
		const char *name;

		if (!gelf_getshdr(elf_getscn(elf->elf, i), &header)) {
			g_set_error(error, KV_ERROR, KV_ERROR_INPUT,
				    "%s: section header %u is damaged or cut off",
				    kv_file_path(elf->file), i);
			return FALSE;
		}
		name = elf_strptr(elf->elf, names, header.sh_name);
		*section = (kv_elf_section){
			.name = name ? name : "",
			.index = i,
			.type = header.sh_type,
			.flags = header.sh_flags,
			.address = header.sh_addr,
			.offset = header.sh_offset,
			.size = header.sh_size,
			.entry_size = header.sh_entsize,
			.alignment = header.sh_addralign,
			.link = header.sh_link,
			.info = header.sh_info,
		};
	}
	return TRUE;
}

/*
 * Truncation must not pass for "has no such section": the contents of every section must be there.
 */
static gboolean check_extents(kv_elf *elf, GError **error)
{
	for (uint32_t i = 1; i < elf->section_count; i++) {
		const kv_elf_section *section = &elf->sections[i];
		uint64_t end;

		if (section->type == SHT_NOBITS || section->type == SHT_NULL)
			continue;
		if (!g_uint64_checked_add(&end, section->offset, section->size) ||
		    end > kv_file_size(elf->file)) {
			g_set_error(
				error, KV_ERROR, KV_ERROR_INPUT,
				"%s: truncated: section %s should end at offset %" G_GUINT64_FORMAT
				", the file ends at %zu",
				kv_file_path(elf->file), section->name,
				section->offset + section->size, kv_file_size(elf->file));
			return FALSE;
		}
	}
	return TRUE;
}

static void find_symbols(kv_elf *elf)
{
	const kv_elf_section *table = NULL;

	for (uint32_t i = 1; i < elf->section_count && !table; i++) {
		if (elf->sections[i].type == SHT_SYMTAB)
			table = &elf->sections[i];
	}
	if (!table || !(elf->symbol_names = kv_elf_section_at(elf, table->link)))
		return;

	elf->symbols = elf_getdata(elf_getscn(elf->elf, table->index), NULL);
	if (!elf->symbols)
		return;
	elf->symbol_table = table;
	elf->symbol_count = (uint32_t)MIN(elf->symbols->d_size / sizeof(Elf64_Sym), UINT32_MAX);

	for (uint32_t i = 1; i < elf->section_count; i++) {
		if (elf->sections[i].type == SHT_SYMTAB_SHNDX &&
		    elf->sections[i].link == table->index)
			elf->symbol_sections = elf_getdata(elf_getscn(elf->elf, i), NULL);
	}
}

kv_elf *kv_elf_open(kv_file *file, GError **error)
{
	g_autoptr(kv_elf) elf = g_new0(kv_elf, 1);

	elf->file = kv_file_ref(file);
	elf->relocations = g_hash_table_new_full(NULL, NULL, NULL, relocation_list_free);
	if (!read_header(elf, error) || !read_sections(elf, error) || !check_extents(elf, error))
		return NULL;
	find_symbols(elf);
	return g_steal_pointer(&elf);
}

kv_file *kv_elf_file(const kv_elf *elf)
{
	return elf->file;
}

uint16_t kv_elf_machine(const kv_elf *elf)
{
	return elf->machine;
}

uint16_t kv_elf_type(const kv_elf *elf)
{
	return elf->type;
}

uint32_t kv_elf_section_count(const kv_elf *elf)
{
	return elf->section_count;
}

const kv_elf_section *kv_elf_section_at(const kv_elf *elf, uint32_t index)
{
	return index < elf->section_count ? &elf->sections[index] : NULL;
}

const kv_elf_section *kv_elf_section_named(const kv_elf *elf, const char *name)
{
	for (uint32_t i = 1; i < elf->section_count; i++) {
		if (strcmp(elf->sections[i].name, name) == 0)
			return &elf->sections[i];
	}
	return NULL;
}

const kv_elf_section *kv_elf_section_holding(const kv_elf *elf, uint64_t address)
{
	for (uint32_t i = 1; i < elf->section_count; i++) {
		const kv_elf_section *section = &elf->sections[i];

		if ((section->flags & SHF_ALLOC) && address >= section->address &&
		    address - section->address < section->size)
			return section;
	}
	return NULL;
}

const uint8_t *kv_elf_section_bytes(const kv_elf *elf, const kv_elf_section *section)
{
	if (section->type == SHT_NOBITS || section->type == SHT_NULL || section->size == 0)
		return NULL;
	return kv_file_data(elf->file) + section->offset;
}

const char *kv_elf_section_string(const kv_elf *elf, const kv_elf_section *section, uint64_t offset)
{
	const uint8_t *bytes = kv_elf_section_bytes(elf, section);

	if (!bytes || offset >= section->size ||
	    !memchr(bytes + offset, '\0', section->size - offset))
		return NULL;
	return (const char *)bytes + offset;
}

uint64_t kv_elf_u64(const kv_elf *elf, const uint8_t *bytes)
{
	uint64_t value;

	memcpy(&value, bytes, sizeof(value));
	return elf->big_endian ? GUINT64_FROM_BE(value) : GUINT64_FROM_LE(value);
}

uint32_t kv_elf_u32(const kv_elf *elf, const uint8_t *bytes)
{
	uint32_t value;

	memcpy(&value, bytes, sizeof(value));
	return elf->big_endian ? GUINT32_FROM_BE(value) : GUINT32_FROM_LE(value);
}

void kv_elf_adopt_symbols(kv_elf *elf, const kv_elf *other, const uint32_t *sections)
{
	elf->adopted = other;
	g_free(elf->adopted_sections);
	elf->adopted_sections = g_memdup2(sections, other->section_count * sizeof(*sections));
	elf->symbol_count = other->symbol_count;
	g_hash_table_remove_all(elf->relocations);
}

uint32_t kv_elf_symbol_count(const kv_elf *elf)
{
	return elf->symbol_count;
}

static bool adopted_symbol_at(const kv_elf *elf, uint32_t index, kv_elf_symbol *symbol)
{
	kv_elf_symbol found;

	if (!kv_elf_symbol_at(elf->adopted, index, &found))
		return false;
	/* Beyond the sections there are only numbers with a meaning of their own, as SHN_ABS. */
	if (found.section != SHN_UNDEF && found.section < elf->adopted->section_count) {
		found.section = elf->adopted_sections[found.section];
		if (found.section == SHN_UNDEF)
			return false;
	}
	*symbol = found;
	return true;
}

bool kv_elf_symbol_at(const kv_elf *elf, uint32_t index, kv_elf_symbol *symbol)
{
	Elf32_Word section = 0;
	GElf_Sym entry;
	const char *name;

	if (elf->adopted)
		return adopted_symbol_at(elf, index, symbol);
	if (index >= elf->symbol_count || index > INT_MAX ||
	    !gelf_getsymshndx(elf->symbols, elf->symbol_sections, (int)index, &entry, &section))
		return false;
	name = kv_elf_section_string(elf, elf->symbol_names, entry.st_name);
	if (!name)
		return false;

	*symbol = (kv_elf_symbol){
		.name = name,
		.value = entry.st_value,
		.size = entry.st_size,
		.section = entry.st_shndx == SHN_XINDEX ? section : entry.st_shndx,
		.type = GELF_ST_TYPE(entry.st_info),
		.binding = GELF_ST_BIND(entry.st_info),
	};
	return true;
}

bool kv_elf_symbol_named(const kv_elf *elf, const char *name, kv_elf_symbol *symbol)
{
	kv_elf_symbol candidate;

	for (uint32_t i = 1; i < elf->symbol_count; i++) {
		if (!kv_elf_symbol_at(elf, i, &candidate) || candidate.section == SHN_UNDEF)
			continue;
		if (strcmp(candidate.name, name) == 0) {
			*symbol = candidate;
			return true;
		}
	}
	return false;
}

static void append_relocations(GArray *list, Elf *elf, const kv_elf_section *section)
{
	Elf_Data *data = elf_getdata(elf_getscn(elf, section->index), NULL);
	size_t count;

	if (!data)
		return;
	count = data->d_size / (section->type == SHT_RELA ? sizeof(Elf64_Rela) : sizeof(Elf64_Rel));
	for (size_t i = 0; i < MIN(count, INT_MAX); i++) {
		GElf_Rela entry = {0};
		GElf_Rel plain;
		kv_elf_relocation relocation;

		if (section->type == SHT_RELA) {
			if (!gelf_getrela(data, (int)i, &entry))
				continue;
		} else {
			if (!gelf_getrel(data, (int)i, &plain))
				continue;
			entry.r_offset = plain.r_offset;
			entry.r_info = plain.r_info;
		}
		relocation = (kv_elf_relocation){
			.offset = entry.r_offset,
			.symbol = (uint32_t)GELF_R_SYM(entry.r_info),
			.type = (uint32_t)GELF_R_TYPE(entry.r_info),
			.addend = entry.r_addend,
		};
		g_array_append_val(list, relocation);
	}
}

static gint compare_relocations(gconstpointer a, gconstpointer b)
{
	const kv_elf_relocation *left = a, *right = b;

	return left->offset < right->offset ? -1 : left->offset > right->offset;
}

static bool holds_relocations_of(const kv_elf *elf, const kv_elf_section *section, uint32_t index)
{
	if ((section->type != SHT_RELA && section->type != SHT_REL) || section->info != index ||
	    (section->flags & KV_SHF_RELA_LIVEPATCH))
		return false;
	return !elf->adopted || !elf->symbol_table || section->link != elf->symbol_table->index;
}

static relocation_list *relocations_load(kv_elf *elf, uint32_t index)
{
	g_autoptr(GArray) entries = g_array_new(FALSE, FALSE, sizeof(kv_elf_relocation));
	relocation_list *list = g_new0(relocation_list, 1);

	for (uint32_t i = 1; i < elf->section_count; i++) {
		if (holds_relocations_of(elf, &elf->sections[i], index))
			append_relocations(entries, elf->elf, &elf->sections[i]);
	}
	/* Stable, so that several relocations of one place keep the order they are applied in. */
	g_array_sort(entries, compare_relocations);
	list->count = entries->len;
	list->entries = (kv_elf_relocation *)g_array_free(g_steal_pointer(&entries), FALSE);
	g_hash_table_insert(elf->relocations, GUINT_TO_POINTER(index), list);
	return list;
}

static const relocation_list *relocations_of(kv_elf *elf, uint32_t index)
{
	const relocation_list *list =
		g_hash_table_lookup(elf->relocations, GUINT_TO_POINTER(index));

	return list ? list : relocations_load(elf, index);
}

const kv_elf_relocation *kv_elf_relocations(kv_elf *elf, uint32_t index, size_t *count)
{
	const relocation_list *list = relocations_of(elf, index);

	*count = list->count;
	return list->count ? list->entries : NULL;
}

GArray *kv_elf_livepatch_relocations(const kv_elf *elf, uint32_t index)
{
	GArray *entries = g_array_new(FALSE, FALSE, sizeof(kv_elf_relocation));

	for (uint32_t i = 1; i < elf->section_count; i++) {
		const kv_elf_section *section = &elf->sections[i];

		if ((section->type == SHT_RELA || section->type == SHT_REL) &&
		    section->info == index && (section->flags & KV_SHF_RELA_LIVEPATCH))
			append_relocations(entries, elf->elf, section);
	}
	g_array_sort(entries, compare_relocations);
	return entries;
}

GArray *kv_elf_relocation_entries(const kv_elf *elf, const kv_elf_section *section)
{
	GArray *entries = g_array_new(FALSE, FALSE, sizeof(kv_elf_relocation));

	if (section->type == SHT_RELA || section->type == SHT_REL)
		append_relocations(entries, elf->elf, section);
	return entries;
}

const kv_elf_relocation *kv_elf_relocation_at(kv_elf *elf, uint32_t index, uint64_t offset)
{
	const relocation_list *list = relocations_of(elf, index);
	size_t first = KV_FIRST_NOT(0, list->count, at, list->entries[at].offset < offset);

	return first < list->count && list->entries[first].offset == offset
		       ? &list->entries[first]
		       : NULL;
}

char *kv_elf_build_id(const kv_elf *elf)
{
	for (uint32_t i = 1; i < elf->section_count; i++) {
		Elf_Data *data;
		size_t next, name, descriptor;
		GElf_Nhdr header;
		GString *text;

		if (elf->sections[i].type != SHT_NOTE)
			continue;
		data = elf_getdata_rawchunk(elf->elf, (int64_t)elf->sections[i].offset,
					    elf->sections[i].size, ELF_T_NHDR);
		for (size_t offset = 0;
		     data && (next = gelf_getnote(data, offset, &header, &name, &descriptor)) > 0;
		     offset = next) {
			const uint8_t *bytes = data->d_buf;

			if (header.n_type != NT_GNU_BUILD_ID || header.n_namesz != 4 ||
			    memcmp(bytes + name, "GNU", 4) != 0 || header.n_descsz == 0)
				continue;
			text = g_string_new(NULL);
			for (size_t j = 0; j < header.n_descsz; j++)
				g_string_append_printf(text, "%02x", bytes[descriptor + j]);
			return g_string_free(text, FALSE);
		}
	}
	return NULL;
}

const char *kv_elf_modinfo(const kv_elf *elf, const char *key)
{
	const kv_elf_section *section = kv_elf_section_named(elf, ".modinfo");
	size_t key_length = strlen(key);
	uint64_t offset = 0;

	while (section && offset < section->size) {
		const char *entry = kv_elf_section_string(elf, section, offset);

		if (!entry)
			return NULL;
		if (strncmp(entry, key, key_length) == 0 && entry[key_length] == '=')
			return entry + key_length + 1;
		offset += strlen(entry) + 1;
	}
	return NULL;
}
