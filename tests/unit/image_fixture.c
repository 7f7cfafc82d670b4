/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image_fixture.h"

#include <elf.h>
#include <string.h>

#include "elf_writer.h"

const image_symbol image_some_symbols[] = {{"_text", 0, false}, {"start", 0x10, false}, {0}};

static void add_symbols(elf_writer *writer, const image_fixture *fixture, uint16_t text,
			uint16_t data)
{
	bool linked = fixture->type != ET_REL;

	for (const image_symbol *symbol = fixture->symbols; symbol && symbol->name; symbol++) {
		uint64_t start = symbol->in_data ? IMAGE_DATA : IMAGE_TEXT;

		elf_writer_symbol(
			writer, symbol->name, STB_LOCAL, symbol->in_data ? STT_OBJECT : STT_FUNC,
			symbol->in_data ? data : text, (linked ? start : 0) + symbol->offset, 16);
	}
}

static void add_build_id(elf_writer *writer, const char *build_id)
{
	struct {
		Elf64_Nhdr header;
		char owner[4], id[4];
	} note = {.header = {4, 4, NT_GNU_BUILD_ID}, .owner = "GNU"};

	memcpy(note.id, build_id, sizeof(note.id));
	elf_writer_section(writer, ".note.gnu.build-id", SHT_NOTE, SHF_ALLOC, 0, &note,
			   sizeof(note));
}

static void add_modinfo(elf_writer *writer, const char *modinfo)
{
	g_autofree char *entries = g_strdup(modinfo);
	size_t size = strlen(modinfo);

	for (size_t i = 0; i < size; i++) {
		if (entries[i] == ';')
			entries[i] = '\0';
	}
	elf_writer_section(writer, ".modinfo", SHT_PROGBITS, SHF_ALLOC, 0, entries, size);
}

const char *image_fixture_write(sandbox folder, const char *name, const image_fixture *fixture)
{
	g_autoptr(elf_writer) writer = elf_writer_new(fixture->type, EM_X86_64);
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	g_autoptr(kv_file) file = NULL;
	bool linked = fixture->type != ET_REL;
	char contents[IMAGE_SECTION_SIZE] = "";
	uint16_t text, data;

	if (fixture->data)
		g_strlcpy(contents, fixture->data, sizeof(contents));
	text = (uint16_t)elf_writer_section(
		writer, ".text", fixture->without_code ? SHT_NOBITS : SHT_PROGBITS,
		SHF_ALLOC | SHF_EXECINSTR, linked ? IMAGE_TEXT : 0, NULL, IMAGE_SECTION_SIZE);
	data = (uint16_t)elf_writer_section(writer, ".data", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE,
					    linked ? IMAGE_DATA : 0, contents, sizeof(contents));

	add_symbols(writer, fixture, text, data);
	if (fixture->build_id)
		add_build_id(writer, fixture->build_id);
	if (fixture->modinfo)
		add_modinfo(writer, fixture->modinfo);
	if (fixture->rodata)
		elf_writer_section(writer, ".rodata", SHT_PROGBITS, SHF_ALLOC, 0, fixture->rodata,
				   fixture->rodata_size);
	if (fixture->has_debug)
		elf_writer_section(writer, ".debug_info", SHT_PROGBITS, 0, 0, NULL, 16);

	file = elf_writer_file(writer, name);
	g_byte_array_append(bytes, kv_file_data(file), (guint)kv_file_size(file));
	return sandbox_write_bytes(folder, name, bytes);
}
