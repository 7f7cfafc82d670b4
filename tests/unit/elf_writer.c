/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "elf_writer.h"

#include <elf.h>
#include <string.h>

struct elf_writer {
	uint16_t type, machine;
	GArray *sections; /* (element-type Elf64_Shdr) */
	GByteArray *data; /* of all sections, behind the ELF header */
	GByteArray *names, *strings;
	GArray *symbols;     /* (element-type Elf64_Sym) */
	GArray *relocations; /* (element-type Elf64_Rela), of section `relocated` */
	uint32_t relocated;
};

elf_writer *elf_writer_new(uint16_t type, uint16_t machine)
{
	elf_writer *writer = g_new0(elf_writer, 1);
	const Elf64_Shdr no_section = {0};
	const Elf64_Sym no_symbol = {0};

	writer->type = type;
	writer->machine = machine;
	writer->sections = g_array_new(FALSE, TRUE, sizeof(Elf64_Shdr));
	writer->symbols = g_array_new(FALSE, TRUE, sizeof(Elf64_Sym));
	writer->relocations = g_array_new(FALSE, TRUE, sizeof(Elf64_Rela));
	writer->data = g_byte_array_new();
	writer->names = g_byte_array_new();
	writer->strings = g_byte_array_new();
	g_byte_array_append(writer->names, (const guint8 *)"", 1);
	g_byte_array_append(writer->strings, (const guint8 *)"", 1);
	g_array_append_val(writer->sections, no_section);
	g_array_append_val(writer->symbols, no_symbol);
	return writer;
}

void elf_writer_free(elf_writer *writer)
{
	g_array_unref(writer->sections);
	g_array_unref(writer->symbols);
	g_array_unref(writer->relocations);
	g_byte_array_unref(writer->data);
	g_byte_array_unref(writer->names);
	g_byte_array_unref(writer->strings);
	g_free(writer);
}

static uint32_t add_text(GByteArray *table, const char *text)
{
	uint32_t offset = table->len;

	g_byte_array_append(table, (const guint8 *)text, (guint)strlen(text) + 1);
	return offset;
}

uint32_t elf_writer_section(elf_writer *writer, const char *name, uint32_t type, uint64_t flags,
			    uint64_t address, const void *data, size_t size)
{
	static const guint8 zeros[8];
	Elf64_Shdr section = {
		.sh_name = add_text(writer->names, name),
		.sh_type = type,
		.sh_flags = flags,
		.sh_addr = address,
		.sh_size = size,
		.sh_addralign = 8,
	};

	g_byte_array_append(writer->data, zeros, (8 - writer->data->len % 8) % 8);
	section.sh_offset = sizeof(Elf64_Ehdr) + writer->data->len;
	if (type != SHT_NOBITS) {
		guint start = writer->data->len;

		g_byte_array_set_size(writer->data, start + (guint)size);
		if (size > 0 && data)
			memcpy(writer->data->data + start, data, size);
		else if (size > 0)
			memset(writer->data->data + start, 0, size);
	}
	g_array_append_val(writer->sections, section);
	return writer->sections->len - 1;
}

uint32_t elf_writer_symbol(elf_writer *writer, const char *name, uint8_t binding, uint8_t type,
			   uint16_t section, uint64_t value, uint64_t size)
{
	Elf64_Sym symbol = {
		.st_name = name[0] ? add_text(writer->strings, name) : 0,
		.st_info = ELF64_ST_INFO(binding, type),
		.st_shndx = section,
		.st_value = value,
		.st_size = size,
	};

	g_array_append_val(writer->symbols, symbol);
	return writer->symbols->len - 1;
}

static Elf64_Shdr *last_section(elf_writer *writer)
{
	return &g_array_index(writer->sections, Elf64_Shdr, writer->sections->len - 1);
}

static void write_relocations(elf_writer *writer)
{
	if (writer->relocations->len == 0)
		return;
	elf_writer_section(writer, ".rela", SHT_RELA, 0, 0, writer->relocations->data,
			   writer->relocations->len * sizeof(Elf64_Rela));
	last_section(writer)->sh_entsize = sizeof(Elf64_Rela);
	last_section(writer)->sh_info = writer->relocated;
	g_array_set_size(writer->relocations, 0);
}

void elf_writer_relocation(elf_writer *writer, uint32_t section, uint64_t offset, uint32_t symbol,
			   uint32_t type, int64_t addend)
{
	Elf64_Rela relocation = {
		.r_offset = offset, .r_info = ELF64_R_INFO(symbol, type), .r_addend = addend};

	if (section != writer->relocated)
		write_relocations(writer);
	writer->relocated = section;
	g_array_append_val(writer->relocations, relocation);
}

/* Relocations refer to the symbols of section @symbols. */
static void link_relocations(elf_writer *writer, uint32_t symbols)
{
	for (guint i = 0; i < writer->sections->len; i++) {
		Elf64_Shdr *section = &g_array_index(writer->sections, Elf64_Shdr, i);

		if (section->sh_type == SHT_RELA && section->sh_info != 0)
			section->sh_link = symbols;
	}
}

kv_file *elf_writer_file(elf_writer *writer, const char *path)
{
	g_autoptr(GByteArray) file = g_byte_array_new();
	Elf64_Ehdr header = {
		.e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB,
			    EV_CURRENT},
		.e_type = writer->type,
		.e_machine = writer->machine,
		.e_version = EV_CURRENT,
		.e_ehsize = sizeof(Elf64_Ehdr),
		.e_shentsize = sizeof(Elf64_Shdr),
	};
	uint32_t names;

	write_relocations(writer);
	elf_writer_section(writer, ".symtab", SHT_SYMTAB, 0, 0, writer->symbols->data,
			   writer->symbols->len * sizeof(Elf64_Sym));
	last_section(writer)->sh_link = writer->sections->len;
	last_section(writer)->sh_entsize = sizeof(Elf64_Sym);
	link_relocations(writer, writer->sections->len - 1);
	elf_writer_section(writer, ".strtab", SHT_STRTAB, 0, 0, writer->strings->data,
			   writer->strings->len);
	names = writer->names->len + (guint)sizeof(".shstrtab");
	elf_writer_section(writer, ".shstrtab", SHT_STRTAB, 0, 0, NULL, names);
	memcpy(writer->data->data + writer->data->len - names, writer->names->data, names);

	header.e_shnum = (Elf64_Half)writer->sections->len;
	header.e_shstrndx = header.e_shnum - 1;
	header.e_shoff = sizeof(header) + writer->data->len;
	g_byte_array_append(file, (const guint8 *)&header, sizeof(header));
	g_byte_array_append(file, writer->data->data, writer->data->len);
	g_byte_array_append(file, (const guint8 *)writer->sections->data,
			    writer->sections->len * (guint)sizeof(Elf64_Shdr));
	return kv_file_from_memory(path, file->data, file->len);
}
