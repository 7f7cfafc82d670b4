/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <elf.h>
#include <glib.h>

#include "elf_writer.h"
#include "livepatch/module/relocation.h"

/* How the kernel reads these names: the formats in klp_resolve_symbols(). */

typedef struct {
	const char *name;
	uint16_t section; /* SHN_* */
	uint8_t binding;  /* STB_* */
	int flaw;	  /* kv_lp_flaw; -1: no reference */
	const char *symbol, *object;
	uint64_t sympos;
} symbol_case;

static const symbol_case cases[] = {
	{".klp.sym.vmlinux.printk,0", KV_SHN_LIVEPATCH, STB_GLOBAL, KV_LP_READABLE, "printk", NULL,
	 0},
	{".klp.sym.ext4.foo.isra.0,3", KV_SHN_LIVEPATCH, STB_GLOBAL, KV_LP_READABLE, "foo.isra.0",
	 "ext4", 3},
	/* What follows the number is not read. */
	{".klp.sym.ext4.foo,12x", KV_SHN_LIVEPATCH, STB_GLOBAL, KV_LP_READABLE, "foo", "ext4", 12},
	{".klp.sym.ext4.foo", KV_SHN_LIVEPATCH, STB_GLOBAL, KV_LP_SYMBOL_MISNAMED, NULL, NULL, 0},
	{".klp.sym.ext4.foo,", KV_SHN_LIVEPATCH, STB_GLOBAL, KV_LP_SYMBOL_MISNAMED, NULL, NULL, 0},
	{".klp.sym.ext4.foo,-1", KV_SHN_LIVEPATCH, STB_GLOBAL, KV_LP_SYMBOL_MISNAMED, NULL, NULL,
	 0},
	{".klp.sym.ext4.a,b,0", KV_SHN_LIVEPATCH, STB_GLOBAL, KV_LP_SYMBOL_MISNAMED, NULL, NULL, 0},
	{".klp.sym.ext4", KV_SHN_LIVEPATCH, STB_GLOBAL, KV_LP_SYMBOL_MISNAMED, NULL, NULL, 0},
	{".klp.sym..foo,0", KV_SHN_LIVEPATCH, STB_GLOBAL, KV_LP_SYMBOL_MISNAMED, NULL, NULL, 0},
	{".klp.sym.ext4.,0", KV_SHN_LIVEPATCH, STB_GLOBAL, KV_LP_SYMBOL_MISNAMED, NULL, NULL, 0},
	/* 56 characters, one more than MODULE_NAME_LEN has room for. */
	{".klp.sym.aaaaaaaabbbbbbbbccccccccddddddddeeeeeeeeffffffffgggggggg.foo,0",
	 KV_SHN_LIVEPATCH, STB_GLOBAL, KV_LP_SYMBOL_MISNAMED, NULL, NULL, 0},
	{"printk", KV_SHN_LIVEPATCH, STB_GLOBAL, KV_LP_SYMBOL_MISNAMED, NULL, NULL, 0},
	{"printk", SHN_UNDEF, STB_GLOBAL, KV_LP_SYMBOL_UNMARKED, NULL, NULL, 0},
	{".klp.sym.vmlinux.printk,0", SHN_ABS, STB_GLOBAL, KV_LP_SYMBOL_UNMARKED, NULL, NULL, 0},
	{".klp.sym.vmlinux.printk,0", SHN_UNDEF, STB_WEAK, KV_LP_SYMBOL_UNMARKED, NULL, NULL, 0},
	/* The loader refuses it before. */
	{".klp.sym.vmlinux.printk,0", SHN_UNDEF, STB_GLOBAL, -1, NULL, NULL, 0},
};

static kv_livepatch *read_file(elf_writer *writer)
{
	g_autoptr(kv_file) file = elf_writer_file(writer, "fix.ko");
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_elf) elf = kv_elf_open(file, &error);
	kv_livepatch *livepatch = kv_livepatch_new("fix.ko");

	g_assert_no_error(error);
	kv_livepatch_read_relocations(elf, livepatch);
	kv_livepatch_read_imports(elf, livepatch);
	return livepatch;
}

static uint32_t add_symbol(elf_writer *writer, const symbol_case *symbol)
{
	return elf_writer_symbol(writer, symbol->name, symbol->binding, STT_NOTYPE, symbol->section,
				 0, 0);
}

/* A module whose section @name has two relocations against the symbol. */
static kv_livepatch *read_one(const char *name, uint64_t flags, const symbol_case *symbol)
{
	g_autoptr(elf_writer) writer = elf_writer_new(ET_REL, EM_X86_64);
	uint64_t info = ELF64_R_INFO(add_symbol(writer, symbol), R_X86_64_64);
	const Elf64_Rela entries[] = {{0, info, 0}, {8, info, 0}};

	elf_writer_section(writer, name, SHT_RELA, flags, 0, entries, sizeof(entries));
	return read_file(writer);
}

static void test_symbols(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		const symbol_case *wanted = &cases[i];
		g_autoptr(kv_livepatch) livepatch =
			read_one(".klp.rela.ext4..text", KV_SHF_RELA_LIVEPATCH, wanted);
		const kv_lp_reference *found;

		g_test_message("%s", wanted->name);
		g_assert_cmpuint(livepatch->references->len, ==, wanted->flaw < 0 ? 0 : 1);
		if (wanted->flaw < 0)
			continue;
		found = g_ptr_array_index(livepatch->references, 0);
		g_assert_cmpint((int)found->flaw, ==, wanted->flaw);
		g_assert_cmpstr(found->symbol, ==, wanted->symbol ? wanted->symbol : wanted->name);
		g_assert_cmpstr(found->object, ==, wanted->object);
		g_assert_cmpstr(found->needed_for, ==, "ext4");
		g_assert_cmpuint(found->sympos, ==, wanted->sympos);
	}
}

static void test_sections(void)
{
	static const struct {
		const char *name;
		uint64_t flags;
		const char *object; /* NULL: a section that is misnamed; "": none at all */
	} sections[] = {
		{".klp.rela.ext4.text", KV_SHF_RELA_LIVEPATCH, "ext4"},
		{".klp.rela.vmlinux..text.foo", KV_SHF_RELA_LIVEPATCH, "vmlinux"},
		{".klp.rela.ext4", KV_SHF_RELA_LIVEPATCH, "ext4"},
		{".klp.rela..text", KV_SHF_RELA_LIVEPATCH, NULL},
		{".rela.text", KV_SHF_RELA_LIVEPATCH, NULL},
		{".klp.rela.ext4.text", SHF_ALLOC, ""},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(sections); i++) {
		g_autoptr(kv_livepatch) livepatch =
			read_one(sections[i].name, sections[i].flags, &cases[0]);
		bool read = sections[i].object && sections[i].object[0] != '\0';
		const kv_lp_reference *found;

		g_test_message("%s", sections[i].name);
		g_assert_cmpuint(livepatch->relocated->len, ==, read);
		if (read)
			g_assert_cmpstr(g_ptr_array_index(livepatch->relocated, 0), ==,
					sections[i].object);
		if (sections[i].object)
			continue;
		g_assert_cmpuint(livepatch->references->len, ==, 1);
		found = g_ptr_array_index(livepatch->references, 0);
		g_assert_cmpint(found->flaw, ==, KV_LP_SECTION_MISNAMED);
		g_assert_cmpstr(found->symbol, ==, sections[i].name);
	}
}

/* The undefined symbol of a module whose code refers to it by @types; NULL: it is not listed. */
static const kv_lp_import *import_of(const symbol_case *symbol, uint64_t flags,
				     const uint32_t types[2], kv_livepatch **livepatch)
{
	g_autoptr(elf_writer) writer = elf_writer_new(ET_REL, EM_X86_64);
	uint32_t text = elf_writer_section(writer, ".text", SHT_PROGBITS, flags, 0, NULL, 32);
	uint32_t number = add_symbol(writer, symbol);

	for (guint i = 0; i < 2 && types[i] != R_X86_64_NONE; i++)
		elf_writer_relocation(writer, text, 8 * i, number, types[i], 0);
	*livepatch = read_file(writer);
	return (*livepatch)->imports->len > 0 ? g_ptr_array_index((*livepatch)->imports, 0) : NULL;
}

static void test_imports(void)
{
	static const symbol_case weak = {"quirk", SHN_UNDEF, STB_WEAK, 0, NULL, NULL, 0};
	static const symbol_case strong = {"printk", SHN_UNDEF, STB_GLOBAL, 0, NULL, NULL, 0};
	static const symbol_case named = {
		".klp.sym.ext4.foo,0", SHN_UNDEF, STB_GLOBAL, 0, NULL, NULL, 0};
	static const uint32_t call[2] = {R_X86_64_PLT32},
			      both[2] = {R_X86_64_32S, R_X86_64_PLT32};
	g_autoptr(kv_livepatch) first = NULL, second = NULL, third = NULL, fourth = NULL;
	const kv_lp_import *import;

	import = import_of(&strong, SHF_ALLOC, call, &first);
	g_assert_cmpstr(import->name, ==, "printk");
	g_assert_true(!import->weak && import->called && !import->addressed);
	import = import_of(&named, SHF_ALLOC, call, &second);
	g_assert_cmpstr(import->name, ==, ".klp.sym.ext4.foo,0");
	g_assert_true(!import->weak && import->called && !import->addressed);
	import = import_of(&weak, SHF_ALLOC, both, &third);
	g_assert_cmpstr(import->name, ==, "quirk");
	g_assert_true(import->weak && import->called && import->addressed);
	/* As in debug information. */
	import = import_of(&weak, 0, both, &fourth);
	g_assert_true(import->weak && !import->called && !import->addressed);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/relocation/symbols", test_symbols);
	g_test_add_func("/relocation/sections", test_sections);
	g_test_add_func("/relocation/imports", test_imports);
	return g_test_run();
}
