/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dwarf/relocate.h"

#include <endian.h>
#include <gelf.h>
#include <glib.h>
#include <stdint.h>
#include <string.h>

#include "machine/machine.h"

/* The names of sections with debug information, and of those compressed the way of old binutils. */
#define DEBUG_PREFIX ".debug"
#define OLD_COMPRESSED_PREFIX ".zdebug"

/* The symbols that the relocations of one section refer to. */
typedef struct {
	const kv_machine *machine;
	const Elf64_Sym *symbols;
	size_t symbol_count;
	const Elf32_Word *sections; /* of those beyond SHN_LORESERVE; or NULL */
	size_t section_count;	    /* of these */
	GArray *addresses;	    /* (element-type uint64_t) by section of the image */
} context;

/* 0 for sections that are not loaded: what refers to them wants an offset. */
static GArray *section_addresses(Elf *elf)
{
	GArray *addresses = g_array_new(FALSE, TRUE, sizeof(uint64_t));
	Elf_Scn *section = NULL;

	while ((section = elf_nextscn(elf, section))) {
		guint number = (guint)elf_ndxscn(section);
		GElf_Shdr header;

		if (number >= addresses->len)
			g_array_set_size(addresses, number + 1);
		if (gelf_getshdr(section, &header) && header.sh_flags & SHF_ALLOC)
			g_array_index(addresses, uint64_t, number) = header.sh_addr;
	}
	return addresses;
}

/* What symbol @index stands for; false when it is undefined or there is none. */
static bool symbol_value(const context *at, size_t index, uint64_t *value)
{
	const Elf64_Sym *symbol;
	uint32_t section;

	if (index >= at->symbol_count)
		return false;
	symbol = &at->symbols[index];
	section = symbol->st_shndx;
	if (section == SHN_ABS) {
		*value = symbol->st_value;
		return true;
	}
	if (section == SHN_XINDEX)
		section = index < at->section_count ? at->sections[index] : SHN_UNDEF;
	else if (section >= SHN_LORESERVE)
		return false;
	if (section == SHN_UNDEF || section >= at->addresses->len)
		return false;
	*value = symbol->st_value + g_array_index(at->addresses, uint64_t, section);
	return true;
}

static bool apply(const context *at, const Elf_Data *relocations, Elf_Data *target)
{
	const Elf64_Rela *entries = relocations->d_buf;
	uint8_t *bytes = target->d_buf;

	for (size_t i = 0; i < relocations->d_size / sizeof(*entries); i++) {
		const Elf64_Rela *entry = &entries[i];
		kv_field field = kv_machine_field(at->machine, ELF64_R_TYPE(entry->r_info));
		uint64_t value;

		if (field.kind != KV_FIELD_ABSOLUTE && field.kind != KV_FIELD_NONE)
			return false;
		if (entry->r_offset > target->d_size ||
		    target->d_size - entry->r_offset < field.width ||
		    !symbol_value(at, ELF64_R_SYM(entry->r_info), &value))
			continue;
		/* The lower half comes first, as this machine is little-endian too. */
		value += (uint64_t)entry->r_addend;
		memcpy(bytes + entry->r_offset, &value, field.width);
	}
	return true;
}

/* The records of @type in @section; NULL when it has others, or not where they can be read. */
static const Elf_Data *records(Elf_Scn *section, Elf_Type type)
{
	const Elf_Data *data = elf_getdata(section, NULL);

	return data && data->d_buf && data->d_type == type &&
			       (uintptr_t)data->d_buf % sizeof(uint64_t) == 0
		       ? data
		       : NULL;
}

/* Finds the symbols in section number @table. */
static bool find_symbols(Elf *elf, size_t table, context *at)
{
	const Elf_Data *data = records(elf_getscn(elf, table), ELF_T_SYM);
	Elf_Scn *section = NULL;

	if (!data)
		return false;
	at->symbols = data->d_buf;
	at->symbol_count = data->d_size / sizeof(Elf64_Sym);
	at->section_count = 0;
	while ((section = elf_nextscn(elf, section))) {
		GElf_Shdr header;

		if (!gelf_getshdr(section, &header) || header.sh_type != SHT_SYMTAB_SHNDX ||
		    header.sh_link != table)
			continue;
		data = records(section, ELF_T_WORD);
		if (!data)
			return false;
		at->sections = data->d_buf;
		at->section_count = data->d_size / sizeof(Elf32_Word);
	}
	return true;
}

static const char *section_name(Elf *elf, const GElf_Shdr *header)
{
	size_t names;
	const char *name = elf_getshdrstrndx(elf, &names) == 0
				   ? elf_strptr(elf, names, header->sh_name)
				   : NULL;

	return name ? name : "";
}

/* Applies the relocations in @section, if it has some of debug information. */
static bool relocate_section(Elf *elf, Elf_Scn *section, context *at)
{
	GElf_Shdr header, target;
	Elf_Scn *relocated;
	const Elf_Data *entries;
	Elf_Data *bytes;
	const char *name;

	if (!gelf_getshdr(section, &header) ||
	    (header.sh_type != SHT_RELA && header.sh_type != SHT_REL))
		return true;
	relocated = elf_getscn(elf, header.sh_info);
	if (!gelf_getshdr(relocated, &target) || target.sh_type == SHT_NOBITS)
		return true;
	name = section_name(elf, &target);
	if (g_str_has_prefix(name, OLD_COMPRESSED_PREFIX))
		return false;
	if (!g_str_has_prefix(name, DEBUG_PREFIX))
		return true;
	if (header.sh_type == SHT_REL || target.sh_flags & SHF_COMPRESSED)
		return false;
	entries = records(section, ELF_T_RELA);
	bytes = elf_getdata(relocated, NULL);
	return entries && bytes && bytes->d_buf && find_symbols(elf, header.sh_link, at) &&
	       apply(at, entries, bytes);
}

bool kv_dwarf_relocate(Elf *elf)
{
	g_autoptr(GArray) addresses = NULL;
	Elf_Scn *section = NULL;
	GElf_Ehdr header;
	context at = {0};

	if (BYTE_ORDER != LITTLE_ENDIAN || !gelf_getehdr(elf, &header) ||
	    header.e_ident[EI_DATA] != ELFDATA2LSB || header.e_ident[EI_CLASS] != ELFCLASS64)
		return false;
	at.machine = kv_machine_find(header.e_machine);
	if (!at.machine->relocates_debug)
		return false;
	addresses = section_addresses(elf);
	at.addresses = addresses;
	while ((section = elf_nextscn(elf, section))) {
		if (!relocate_section(elf, section, &at))
			return false;
	}
	return true;
}
