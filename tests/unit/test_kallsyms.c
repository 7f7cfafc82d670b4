/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <elf.h>
#include <glib.h>
#include <string.h>

#include "elf/elf.h"
#include "elf_writer.h"
#include "index/index.h"
#include "indexer/kallsyms.h"

static kv_elf *finish(elf_writer *writer)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_file) file = elf_writer_file(writer, "image");
	kv_elf *elf = kv_elf_open(file, &error);

	g_assert_no_error(error);
	return elf;
}

static const kv_kallsyms_symbol *at(const GArray *symbols, guint i)
{
	g_assert_cmpuint(i, <, symbols->len);
	return &g_array_index(symbols, kv_kallsyms_symbol, i);
}

static char *joined_names(const GArray *symbols)
{
	GString *names = g_string_new(NULL);

	for (guint i = 0; i < symbols->len; i++)
		g_string_append_printf(names, "%s%s", i ? " " : "", at(symbols, i)->name);
	return g_string_free(names, FALSE);
}

/* scripts/kallsyms.c, is_ignored_symbol() of 6.1 and scripts/mksysmap of 6.4. */
static void test_filter(void)
{
	static const char *const dropped[] = {
		"__crc_printk",
		"__kstrtab_printk",
		"__kstrtabns_printk",
		".LC0",
		"$x",
		"kallsyms_names",
		"kallsyms_seqs_of_names",
		"__efistub_memcpy",
		"__kcfi_typeid_foo",
		"foo_veneer",
		"foo_from_arm",
		"00000017.plt_branch.foo",
		"L0",
		"_SDA_BASE_",
	};
	static const char *const kept[] = {
		"__ksymtab_printk",
		"__pfx_foo",
		"foo.isra.0",
		"kallsyms_lookup_name",
		"L01",
		"__initcall__kmod_core__1_2_f6",
		"crc_ccitt",
		"foo_veneer2",
		"_from_armada",
	};
	g_autoptr(elf_writer) writer = elf_writer_new(ET_EXEC, EM_X86_64);
	g_autoptr(kv_elf) elf = NULL;
	g_autoptr(GArray) symbols = NULL;
	g_autofree char *names = NULL;
	g_autofree char *expected = NULL;
	uint16_t text = (uint16_t)elf_writer_section(writer, ".text", SHT_PROGBITS,
						     SHF_ALLOC | SHF_EXECINSTR, 0x1000, NULL, 64);
	uint16_t comment =
		(uint16_t)elf_writer_section(writer, ".comment", SHT_PROGBITS, 0, 0, NULL, 8);
	char *list[G_N_ELEMENTS(kept) + 1] = {NULL};

	for (guint i = 0; i < G_N_ELEMENTS(dropped); i++)
		elf_writer_symbol(writer, dropped[i], STB_GLOBAL, STT_FUNC, text, 0x1000, 8);
	elf_writer_symbol(writer, "undefined", STB_GLOBAL, STT_FUNC, SHN_UNDEF, 0, 0);
	elf_writer_symbol(writer, "absolute", STB_GLOBAL, STT_NOTYPE, SHN_ABS, 0x1000, 0);
	elf_writer_symbol(writer, "file.c", STB_LOCAL, STT_FILE, SHN_ABS, 0, 0);
	elf_writer_symbol(writer, "", STB_LOCAL, STT_SECTION, text, 0x1000, 0);
	elf_writer_symbol(writer, "comment", STB_LOCAL, STT_OBJECT, comment, 0, 0);
	for (guint i = 0; i < G_N_ELEMENTS(kept); i++) {
		elf_writer_symbol(writer, kept[i], STB_GLOBAL, STT_FUNC, text, 0x1010 + i, 1);
		list[i] = (char *)(uintptr_t)kept[i];
	}

	elf = finish(writer);
	symbols = kv_kallsyms_vmlinux(elf);
	names = joined_names(symbols);
	expected = g_strjoinv(" ", list);
	g_assert_cmpstr(names, ==, expected);
}

/*
 * What is not loaded: the empty .data_nosave of ppc64 is writable, nm prints ? for its symbols, and
 * they are in its kallsyms; a debugging section's are n, which scripts/kallsyms.c drops.
 */
static void test_not_loaded(void)
{
	g_autoptr(elf_writer) writer = elf_writer_new(ET_DYN, EM_PPC64);
	g_autoptr(kv_elf) elf = NULL;
	g_autoptr(GArray) symbols = NULL;
	uint16_t nosave = (uint16_t)elf_writer_section(writer, ".data_nosave", SHT_PROGBITS,
						       SHF_WRITE, 0x1000, NULL, 0);
	uint16_t debug =
		(uint16_t)elf_writer_section(writer, ".debug_info", SHT_PROGBITS, 0, 0, NULL, 8);

	elf_writer_symbol(writer, "in_debug_info", STB_GLOBAL, STT_NOTYPE, debug, 0, 0);
	elf_writer_symbol(writer, "__nosave_begin", STB_GLOBAL, STT_NOTYPE, nosave, 0x1000, 0);

	elf = finish(writer);
	symbols = kv_kallsyms_vmlinux(elf);
	g_assert_cmpuint(symbols->len, ==, 1);
	g_assert_cmpstr(at(symbols, 0)->name, ==, "__nosave_begin");
	g_assert_cmpint(at(symbols, 0)->type, ==, '?');
}

/*
 * Three functions and two of the tables, in an image whose own kallsyms has @count
 * symbols. scripts/mksysmap of 6.4 takes the tables out, that of 6.12 does not.
 */
static char *names_with_tables(uint8_t count)
{
	const uint8_t words[8] = {[4] = count};
	g_autoptr(elf_writer) writer = elf_writer_new(ET_EXEC, EM_X86_64);
	g_autoptr(kv_elf) elf = NULL;
	g_autoptr(GArray) symbols = NULL;
	uint16_t text = (uint16_t)elf_writer_section(writer, ".text", SHT_PROGBITS,
						     SHF_ALLOC | SHF_EXECINSTR, 0x1000, NULL, 64);
	uint16_t rodata = (uint16_t)elf_writer_section(writer, ".rodata", SHT_PROGBITS, SHF_ALLOC,
						       0x2000, words, sizeof(words));

	elf_writer_symbol(writer, "a", STB_GLOBAL, STT_FUNC, text, 0x1000, 8);
	elf_writer_symbol(writer, "b", STB_GLOBAL, STT_FUNC, text, 0x1008, 8);
	elf_writer_symbol(writer, "c", STB_GLOBAL, STT_FUNC, text, 0x1010, 8);
	elf_writer_symbol(writer, "kallsyms_names", STB_GLOBAL, STT_NOTYPE, rodata, 0x2000, 0);
	elf_writer_symbol(writer, "kallsyms_num_syms", STB_GLOBAL, STT_NOTYPE, rodata, 0x2004, 0);

	elf = finish(writer);
	symbols = kv_kallsyms_vmlinux(elf);
	return joined_names(symbols);
}

static void test_own_tables(void)
{
	g_autofree char *ignored = names_with_tables(3);
	g_autofree char *listed = names_with_tables(5);
	g_autofree char *text_only = names_with_tables(1);

	g_assert_cmpstr(ignored, ==, "a b c");
	g_assert_cmpstr(listed, ==, "a b c kallsyms_names kallsyms_num_syms");
	g_assert_cmpstr(text_only, ==, "a b c");
}

/* The count reaches out of its section. */
static void test_cut_count(void)
{
	g_autoptr(elf_writer) writer = elf_writer_new(ET_EXEC, EM_X86_64);
	g_autoptr(kv_elf) elf = NULL;
	g_autoptr(GArray) symbols = NULL;
	g_autofree char *names = NULL;
	uint16_t rodata = (uint16_t)elf_writer_section(writer, ".rodata", SHT_PROGBITS, SHF_ALLOC,
						       0x2000, "\xff\xff\xff", 3);

	elf_writer_symbol(writer, "kallsyms_num_syms", STB_GLOBAL, STT_NOTYPE, rodata, 0x2000, 0);
	elf_writer_symbol(writer, "a", STB_GLOBAL, STT_OBJECT, rodata, 0x2000, 1);

	elf = finish(writer);
	symbols = kv_kallsyms_vmlinux(elf);
	names = joined_names(symbols);
	g_assert_cmpstr(names, ==, "a");
}

/* scripts/kallsyms.c, compare_symbols(); what it leaves open is the order of `nm -n`: by name. */
static void test_order(void)
{
	g_autoptr(elf_writer) writer = elf_writer_new(ET_EXEC, EM_X86_64);
	g_autoptr(kv_elf) elf = NULL;
	g_autoptr(GArray) symbols = NULL;
	g_autofree char *names = NULL;
	uint16_t text = (uint16_t)elf_writer_section(writer, ".text", SHT_PROGBITS,
						     SHF_ALLOC | SHF_EXECINSTR, 0x1000, NULL, 64);
	uint16_t data = (uint16_t)elf_writer_section(writer, ".data", SHT_PROGBITS,
						     SHF_ALLOC | SHF_WRITE, 0x2000, NULL, 64);

	elf_writer_symbol(writer, "data_first_in_symtab", STB_LOCAL, STT_OBJECT, data, 0x2000, 4);
	elf_writer_symbol(writer, "twin", STB_LOCAL, STT_FUNC, text, 0x1020, 4);
	elf_writer_symbol(writer, "weak", STB_WEAK, STT_FUNC, text, 0x1010, 4);
	elf_writer_symbol(writer, "__text_start", STB_GLOBAL, STT_NOTYPE, text, 0x1010, 0);
	elf_writer_symbol(writer, "__end_of", STB_GLOBAL, STT_NOTYPE, text, 0x1010, 0);
	elf_writer_symbol(writer, "__do_it", STB_LOCAL, STT_FUNC, text, 0x1010, 4);
	elf_writer_symbol(writer, "_do_it", STB_GLOBAL, STT_FUNC, text, 0x1010, 4);
	elf_writer_symbol(writer, "twin", STB_LOCAL, STT_FUNC, text, 0x1000, 4);
	elf_writer_symbol(writer, "b_name", STB_GLOBAL, STT_FUNC, text, 0x1010, 4);
	elf_writer_symbol(writer, "a_name", STB_GLOBAL, STT_FUNC, text, 0x1010, 4);
	/* Too short a name to count as provided by the linker script. */
	elf_writer_symbol(writer, "__x_end", STB_GLOBAL, STT_NOTYPE, text, 0x1010, 0);

	elf = finish(writer);
	symbols = kv_kallsyms_vmlinux(elf);
	names = joined_names(symbols);
	g_assert_cmpstr(names, ==,
			"twin a_name b_name _do_it __do_it __x_end __end_of __text_start weak twin "
			"data_first_in_symtab");
	g_assert_cmphex(at(symbols, 0)->address, ==, 0x1000);
	g_assert_cmphex(at(symbols, 9)->address, ==, 0x1020);
}

/* kernel/kallsyms.c, get_symbol_pos(). */
static void test_extent(void)
{
	g_autoptr(elf_writer) writer = elf_writer_new(ET_EXEC, EM_X86_64);
	g_autoptr(kv_elf) elf = NULL;
	g_autoptr(GArray) symbols = NULL;
	uint16_t text = (uint16_t)elf_writer_section(writer, ".text", SHT_PROGBITS,
						     SHF_ALLOC | SHF_EXECINSTR, 0x1000, NULL, 64);

	elf_writer_symbol(writer, "a", STB_GLOBAL, STT_FUNC, text, 0x1000, 4);
	elf_writer_symbol(writer, "alias_of_a", STB_GLOBAL, STT_FUNC, text, 0x1000, 4);
	elf_writer_symbol(writer, "b", STB_GLOBAL, STT_FUNC, text, 0x1030, 4);
	elf_writer_symbol(writer, "_end", STB_GLOBAL, STT_NOTYPE, text, 0x1040, 0);

	elf = finish(writer);
	symbols = kv_kallsyms_vmlinux(elf);
	g_assert_cmphex(at(symbols, 0)->extent, ==, 0x30);
	g_assert_cmphex(at(symbols, 1)->extent, ==, 0x30);
	g_assert_cmphex(at(symbols, 2)->extent, ==, 0x10);
	g_assert_cmphex(at(symbols, 3)->extent, ==, 0);
}

/* The letters that nm(1) documents. */
static void test_letters(void)
{
	static const struct {
		const char *section;
		uint32_t type;
		uint64_t flags;
		uint8_t binding, symbol_type;
		char letter;
	} cases[] = {
		{".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, STB_GLOBAL, STT_FUNC, 'T'},
		{".init.text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, STB_LOCAL, STT_FUNC, 't'},
		{".data", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, STB_LOCAL, STT_OBJECT, 'd'},
		{".rodata", SHT_PROGBITS, SHF_ALLOC, STB_GLOBAL, STT_OBJECT, 'R'},
		{".bss", SHT_NOBITS, SHF_ALLOC | SHF_WRITE, STB_LOCAL, STT_OBJECT, 'b'},
		{".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, STB_WEAK, STT_FUNC, 'W'},
		{".data", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, STB_WEAK, STT_OBJECT, 'V'},
	};
	g_autoptr(elf_writer) writer = elf_writer_new(ET_EXEC, EM_X86_64);
	g_autoptr(kv_elf) elf = NULL;
	g_autoptr(GArray) symbols = NULL;

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		uint16_t section =
			(uint16_t)elf_writer_section(writer, cases[i].section, cases[i].type,
						     cases[i].flags, 0x1000 * (i + 1), NULL, 16);

		elf_writer_symbol(writer, "name", cases[i].binding, cases[i].symbol_type, section,
				  0x1000 * (i + 1), 1);
	}
	elf = finish(writer);
	symbols = kv_kallsyms_vmlinux(elf);
	g_assert_cmpuint(symbols->len, ==, G_N_ELEMENTS(cases));
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
		g_assert_cmpint(at(symbols, i)->type, ==, cases[i].letter);
}

static void test_flags(void)
{
	g_autoptr(elf_writer) writer = elf_writer_new(ET_EXEC, EM_X86_64);
	g_autoptr(kv_elf) elf = NULL;
	g_autoptr(GArray) symbols = NULL;
	uint16_t text = (uint16_t)elf_writer_section(writer, ".text", SHT_PROGBITS,
						     SHF_ALLOC | SHF_EXECINSTR, 0x1000, NULL, 64);

	elf_writer_symbol(writer, "global", STB_GLOBAL, STT_FUNC, text, 0x1000, 4);
	elf_writer_symbol(writer, "label", STB_LOCAL, STT_NOTYPE, text, 0x1001, 4);
	elf_writer_symbol(writer, "weak", STB_WEAK, STT_FUNC, text, 0x1002, 4);
	elf = finish(writer);
	symbols = kv_kallsyms_vmlinux(elf);
	g_assert_cmphex(at(symbols, 0)->flags, ==,
			KV_SYMBOL_FUNCTION | KV_SYMBOL_TEXT | KV_SYMBOL_GLOBAL | KV_SYMBOL_CORE);
	g_assert_cmphex(at(symbols, 1)->flags, ==, KV_SYMBOL_TEXT | KV_SYMBOL_CORE);
	g_assert_cmphex(at(symbols, 2)->flags, ==,
			KV_SYMBOL_FUNCTION | KV_SYMBOL_TEXT | KV_SYMBOL_WEAK | KV_SYMBOL_CORE);
}

/* kernel/module/kallsyms.c, module_kallsyms_on_each_symbol() and is_core_symbol(). */
static void test_module(void)
{
	g_autoptr(elf_writer) writer = elf_writer_new(ET_REL, EM_X86_64);
	g_autoptr(kv_elf) elf = NULL;
	g_autoptr(GArray) symbols = NULL;
	g_autofree char *names = NULL;
	static const bool core[] = {true, false, true, false, true, false, false, false};
	uint64_t addresses[7] = {0};
	uint16_t text = (uint16_t)elf_writer_section(writer, ".text", SHT_PROGBITS,
						     SHF_ALLOC | SHF_EXECINSTR, 0, NULL, 0x40);
	uint16_t init = (uint16_t)elf_writer_section(writer, ".init.text", SHT_PROGBITS,
						     SHF_ALLOC | SHF_EXECINSTR, 0, NULL, 0x20);
	uint16_t info = (uint16_t)elf_writer_section(writer, ".modinfo", SHT_PROGBITS, SHF_ALLOC, 0,
						     NULL, 8);
	uint16_t cpu = (uint16_t)elf_writer_section(writer, ".data..percpu", SHT_PROGBITS,
						    SHF_ALLOC | SHF_WRITE, 0, NULL, 8);
	uint16_t debug =
		(uint16_t)elf_writer_section(writer, ".debug_str", SHT_PROGBITS, 0, 0, NULL, 8);
	uint16_t version = (uint16_t)elf_writer_section(writer, "__versions", SHT_PROGBITS,
							SHF_ALLOC, 0, NULL, 8);

	addresses[text] = 0x1000;
	addresses[init] = 0x800;
	elf_writer_symbol(writer, "file.c", STB_LOCAL, STT_FILE, SHN_ABS, 0, 0);
	elf_writer_symbol(writer, "", STB_LOCAL, STT_SECTION, text, 0, 0);
	elf_writer_symbol(writer, "twin", STB_LOCAL, STT_FUNC, text, 0x20, 4);
	elf_writer_symbol(writer, "twin", STB_LOCAL, STT_FUNC, init, 0x10, 4);
	elf_writer_symbol(writer, "twin", STB_LOCAL, STT_FUNC, text, 0x08, 4);
	elf_writer_symbol(writer, "__UNIQUE_ID_license1", STB_LOCAL, STT_OBJECT, info, 0, 8);
	elf_writer_symbol(writer, "counter", STB_LOCAL, STT_OBJECT, cpu, 0, 8);
	elf_writer_symbol(writer, "note", STB_LOCAL, STT_OBJECT, debug, 0, 8);
	elf_writer_symbol(writer, "____versions", STB_LOCAL, STT_OBJECT, version, 0, 8);
	elf_writer_symbol(writer, "absolute", STB_LOCAL, STT_NOTYPE, SHN_ABS, 7, 0);
	elf_writer_symbol(writer, "printk", STB_GLOBAL, STT_NOTYPE, SHN_UNDEF, 0, 0);

	elf = finish(writer);
	symbols = kv_kallsyms_module(elf, addresses, G_N_ELEMENTS(addresses));
	names = joined_names(symbols);
	g_assert_cmpstr(names, ==,
			"twin twin twin __UNIQUE_ID_license1 counter note ____versions absolute");
	for (guint i = 0; i < G_N_ELEMENTS(core); i++)
		g_assert_cmpint(!!(at(symbols, i)->flags & KV_SYMBOL_CORE), ==, core[i]);
	/* In .symtab order, not by address. */
	g_assert_cmphex(at(symbols, 0)->address, ==, 0x1020);
	g_assert_cmphex(at(symbols, 1)->address, ==, 0x810);
	g_assert_cmphex(at(symbols, 2)->address, ==, 0x1008);
	/* To the end of the section, or to the next symbol of the section. */
	g_assert_cmphex(at(symbols, 0)->extent, ==, 0x20);
	g_assert_cmphex(at(symbols, 1)->extent, ==, 0x10);
	g_assert_cmphex(at(symbols, 2)->extent, ==, 0x18);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/kallsyms/filter", test_filter);
	g_test_add_func("/kallsyms/not-loaded", test_not_loaded);
	g_test_add_func("/kallsyms/own-tables", test_own_tables);
	g_test_add_func("/kallsyms/cut-count", test_cut_count);
	g_test_add_func("/kallsyms/order", test_order);
	g_test_add_func("/kallsyms/extent", test_extent);
	g_test_add_func("/kallsyms/letters", test_letters);
	g_test_add_func("/kallsyms/flags", test_flags);
	g_test_add_func("/kallsyms/module", test_module);
	return g_test_run();
}
