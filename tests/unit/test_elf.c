/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <elf.h>
#include <glib.h>
#include <string.h>

#include "base/error.h"
#include "elf/elf.h"

/*
 * A hand-assembled ET_REL file: every offset and value below is the test's own choice, following
 * the System V ABI, so that expectations do not come from the code under test.
 */
enum {
	S_NULL,
	S_TEXT,
	S_MODINFO,
	S_RELA,
	S_KLP_RELA,
	S_SYMTAB,
	S_STRTAB,
	S_NOTE,
	S_NAMES,
	S_COUNT
};

static const char section_names[] =
	"\0.text\0.modinfo\0.rela.text\0.klp.rela.vmlinux.text\0.symtab\0.strtab\0"
	".note.gnu.build-id\0.shstrtab";
static const char strings[] = "\0first\0second";
static const char modinfo[] = "license=GPL\0livepatch=Y\0unterminated=x";

typedef struct {
	Elf64_Ehdr header;
	Elf64_Shdr sections[S_COUNT];
	uint8_t text[16];
	char modinfo[sizeof(modinfo) - 1];
	char padding[8 - (sizeof(modinfo) - 1) % 8];
	Elf64_Rela rela[2];
	Elf64_Rela klp_rela[1];
	Elf64_Sym symbols[4];
	char strings[sizeof(strings)];
	char names[sizeof(section_names)];
	char more_padding[16 - (sizeof(strings) + sizeof(section_names)) % 16];
	struct {
		Elf64_Nhdr header;
		char owner[4];
		uint8_t id[4];
	} note;
} elf_image;

static Elf64_Word name_offset(const char *name)
{
	const char *found = memmem(section_names, sizeof(section_names), name, strlen(name) + 1);

	g_assert_nonnull(found);
	return (Elf64_Word)(found - section_names);
}

#define SECTION(index, section_name, section_type, member)                                         \
	image->sections[index] = (Elf64_Shdr)                                                      \
	{                                                                                          \
		.sh_name = name_offset(section_name), .sh_type = section_type,                     \
		.sh_offset = offsetof(elf_image, member), .sh_size = sizeof(image->member)         \
	}

static void image_fill(elf_image *image)
{
	memset(image, 0, sizeof(*image));
	memcpy(image->header.e_ident, ELFMAG, SELFMAG);
	image->header.e_ident[EI_CLASS] = ELFCLASS64;
	image->header.e_ident[EI_DATA] = ELFDATA2LSB;
	image->header.e_ident[EI_VERSION] = EV_CURRENT;
	image->header.e_type = ET_REL;
	image->header.e_machine = EM_X86_64;
	image->header.e_version = EV_CURRENT;
	image->header.e_ehsize = sizeof(Elf64_Ehdr);
	image->header.e_shoff = offsetof(elf_image, sections);
	image->header.e_shentsize = sizeof(Elf64_Shdr);
	image->header.e_shnum = S_COUNT;
	image->header.e_shstrndx = S_NAMES;

	SECTION(S_TEXT, ".text", SHT_PROGBITS, text);
	SECTION(S_MODINFO, ".modinfo", SHT_PROGBITS, modinfo);
	SECTION(S_RELA, ".rela.text", SHT_RELA, rela);
	SECTION(S_KLP_RELA, ".klp.rela.vmlinux.text", SHT_RELA, klp_rela);
	SECTION(S_SYMTAB, ".symtab", SHT_SYMTAB, symbols);
	SECTION(S_STRTAB, ".strtab", SHT_STRTAB, strings);
	SECTION(S_NOTE, ".note.gnu.build-id", SHT_NOTE, note);
	SECTION(S_NAMES, ".shstrtab", SHT_STRTAB, names);
	image->sections[S_TEXT].sh_flags = SHF_ALLOC | SHF_EXECINSTR;
	image->sections[S_RELA].sh_info = image->sections[S_KLP_RELA].sh_info = S_TEXT;
	image->sections[S_RELA].sh_link = image->sections[S_KLP_RELA].sh_link = S_SYMTAB;
	image->sections[S_RELA].sh_entsize = sizeof(Elf64_Rela);
	image->sections[S_KLP_RELA].sh_entsize = sizeof(Elf64_Rela);
	image->sections[S_KLP_RELA].sh_flags = SHF_ALLOC | KV_SHF_RELA_LIVEPATCH;
	image->sections[S_SYMTAB].sh_link = S_STRTAB;
	image->sections[S_SYMTAB].sh_info = 1;
	image->sections[S_SYMTAB].sh_entsize = sizeof(Elf64_Sym);
	image->sections[S_NOTE].sh_addralign = 4;

	memset(image->text, 0x90, sizeof(image->text));
	memcpy(image->modinfo, modinfo, sizeof(image->modinfo));
	/* Out of order on purpose. */
	image->rela[0] = (Elf64_Rela){9, ELF64_R_INFO(2, R_X86_64_PLT32), -4};
	image->rela[1] = (Elf64_Rela){1, ELF64_R_INFO(1, R_X86_64_64), 7};
	image->klp_rela[0] = (Elf64_Rela){5, ELF64_R_INFO(3, R_X86_64_64), 0};
	image->symbols[1] = (Elf64_Sym){1, ELF64_ST_INFO(STB_LOCAL, STT_FUNC), 0, S_TEXT, 4, 8};
	image->symbols[2] = (Elf64_Sym){.st_name = 7, .st_info = ELF64_ST_INFO(STB_GLOBAL, 0)};
	image->symbols[3] = (Elf64_Sym){.st_name = 7, .st_shndx = KV_SHN_LIVEPATCH};
	memcpy(image->strings, strings, sizeof(strings));
	memcpy(image->names, section_names, sizeof(section_names));
	image->note.header = (Elf64_Nhdr){4, 4, NT_GNU_BUILD_ID};
	memcpy(image->note.owner, "GNU", 4);
	memcpy(image->note.id, "\xde\xad\xbe\xef", 4);
}

static kv_elf *open_bytes(const void *data, size_t size, GError **error)
{
	g_autoptr(kv_file) file = kv_file_from_memory("image.ko", data, size);

	return kv_elf_open(file, error);
}

static kv_elf *open_image(void)
{
	g_autoptr(GError) error = NULL;
	elf_image image;
	kv_elf *elf;

	image_fill(&image);
	elf = open_bytes(&image, sizeof(image), &error);
	g_assert_no_error(error);
	return elf;
}

static void test_sections(void)
{
	g_autoptr(kv_elf) elf = open_image();
	const kv_elf_section *text = kv_elf_section_named(elf, ".text");

	g_assert_cmpuint(kv_elf_machine(elf), ==, EM_X86_64);
	g_assert_cmpuint(kv_elf_section_count(elf), ==, S_COUNT);
	g_assert_cmpuint(text->index, ==, S_TEXT);
	g_assert_cmpuint(text->size, ==, 16);
	g_assert_cmpuint(kv_elf_section_bytes(elf, text)[0], ==, 0x90);
	g_assert_null(kv_elf_section_named(elf, ".data"));
	g_assert_null(kv_elf_section_at(elf, S_COUNT));
	g_assert_null(kv_elf_section_string(elf, text, 0));
	g_assert_null(kv_elf_section_string(elf, text, 16));
}

static void test_symbols(void)
{
	g_autoptr(kv_elf) elf = open_image();
	kv_elf_symbol symbol;

	g_assert_cmpuint(kv_elf_symbol_count(elf), ==, 4);
	g_assert_true(kv_elf_symbol_at(elf, 1, &symbol));
	g_assert_cmpstr(symbol.name, ==, "first");
	g_assert_cmpuint(symbol.value, ==, 4);
	g_assert_cmpuint(symbol.size, ==, 8);
	g_assert_cmpuint(symbol.type, ==, STT_FUNC);
	g_assert_true(kv_elf_symbol_at(elf, 3, &symbol));
	g_assert_cmpuint(symbol.section, ==, KV_SHN_LIVEPATCH);
	g_assert_false(kv_elf_symbol_at(elf, 4, &symbol));
	g_assert_true(kv_elf_symbol_named(elf, "first", &symbol));
	g_assert_false(kv_elf_symbol_named(elf, "third", &symbol));
}

static void test_relocations(void)
{
	g_autoptr(kv_elf) elf = open_image();
	const kv_elf_relocation *entries;
	size_t count;

	entries = kv_elf_relocations(elf, S_TEXT, &count);
	g_assert_cmpuint(count, ==, 2);
	g_assert_cmpuint(entries[0].offset, ==, 1);
	g_assert_cmpint(entries[0].addend, ==, 7);
	g_assert_cmpuint(entries[1].offset, ==, 9);
	g_assert_cmpuint(entries[1].type, ==, R_X86_64_PLT32);
	g_assert_cmpint(entries[1].addend, ==, -4);
	g_assert_cmpuint(kv_elf_relocation_at(elf, S_TEXT, 9)->symbol, ==, 2);
	g_assert_null(kv_elf_relocation_at(elf, S_TEXT, 5));
	g_assert_null(kv_elf_relocations(elf, S_MODINFO, &count));
	g_assert_cmpuint(count, ==, 0);
}

static void test_notes(void)
{
	g_autoptr(kv_elf) elf = open_image();
	g_autofree char *build_id = kv_elf_build_id(elf);

	g_assert_cmpstr(build_id, ==, "deadbeef");
	g_assert_cmpstr(kv_elf_modinfo(elf, "license"), ==, "GPL");
	g_assert_cmpstr(kv_elf_modinfo(elf, "livepatch"), ==, "Y");
	g_assert_null(kv_elf_modinfo(elf, "live"));
	g_assert_null(kv_elf_modinfo(elf, "unterminated"));
}

static void assert_refused(const void *data, size_t size, kv_error_code code, const char *text)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(open_bytes(data, size, &error));
	g_assert_error(error, KV_ERROR, (int)code);
	g_assert_nonnull(strstr(error->message, "image.ko"));
	g_assert_nonnull(strstr(error->message, text));
}

static void test_refused(void)
{
	elf_image image;

	image_fill(&image);
	assert_refused("", 0, KV_ERROR_USAGE, "empty");
	assert_refused("#!/bin/sh\n", 10, KV_ERROR_USAGE, "not an ELF file");
	assert_refused(&image, 20, KV_ERROR_INPUT, "truncated");
	/* The last section, the note, loses its last byte. */
	assert_refused(&image, offsetof(elf_image, note) + sizeof(image.note) - 1, KV_ERROR_INPUT,
		       "truncated");
	image.header.e_ident[EI_CLASS] = ELFCLASS32;
	assert_refused(&image, sizeof(image), KV_ERROR_INPUT, "64-bit");
}

/* Whatever byte is damaged or missing: an error or an answer, never a crash. */
static void exercise(const void *data, size_t size)
{
	g_autoptr(kv_elf) elf = open_bytes(data, size, NULL);
	g_autofree char *build_id = NULL;
	kv_elf_symbol symbol;
	size_t count;

	if (!elf)
		return;
	build_id = kv_elf_build_id(elf);
	kv_elf_modinfo(elf, "license");
	for (uint32_t i = 0; i < kv_elf_symbol_count(elf); i++)
		kv_elf_symbol_at(elf, i, &symbol);
	for (uint32_t i = 0; i < MIN(kv_elf_section_count(elf), 64); i++)
		kv_elf_relocations(elf, i, &count);
}

static void test_damaged(void)
{
	elf_image image;

	image_fill(&image);
	for (size_t size = 0; size < sizeof(image); size++)
		exercise(&image, size);
	for (size_t offset = 0; offset < sizeof(image); offset++) {
		static const uint8_t values[] = {0x00, 0x7f, 0x80, 0xff};

		for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
			image_fill(&image);
			((uint8_t *)&image)[offset] = values[i];
			exercise(&image, sizeof(image));
		}
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/elf/sections", test_sections);
	g_test_add_func("/elf/symbols", test_symbols);
	g_test_add_func("/elf/relocations", test_relocations);
	g_test_add_func("/elf/notes", test_notes);
	g_test_add_func("/elf/refused", test_refused);
	g_test_add_func("/elf/damaged", test_damaged);
	return g_test_run();
}
