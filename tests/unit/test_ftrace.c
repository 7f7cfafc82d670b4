/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <elf.h>
#include <glib.h>
#include <string.h>

#include "elf/elf.h"
#include "elf_writer.h"
#include "indexer/ftrace.h"
#include "indexer/symbols.h"

enum {
	TEXT = 0x1000,
	TABLE = 0x8000,
};

/* An image under test and what was read from it. */
typedef struct {
	elf_writer *writer;
	uint32_t text, table;
	kv_elf *elf;
	kv_symbol_list *symbols;
	GArray *locations;
} fixture;

static void fixture_clear(fixture *test)
{
	g_clear_pointer(&test->writer, elf_writer_free);
	g_clear_pointer(&test->elf, kv_elf_free);
	g_clear_pointer(&test->symbols, kv_symbol_list_free);
	g_clear_pointer(&test->locations, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(fixture, fixture_clear)

/* A vmlinux with @count words between the two symbols that enclose the table. */
static void begin_vmlinux(fixture *test, uint16_t machine, const uint64_t *words, size_t count)
{
	test->writer = elf_writer_new(ET_EXEC, machine);
	test->text = elf_writer_section(test->writer, ".text", SHT_PROGBITS,
					SHF_ALLOC | SHF_EXECINSTR, TEXT, NULL, 0x1000);
	test->table = elf_writer_section(test->writer, ".init.data", SHT_PROGBITS,
					 SHF_ALLOC | SHF_WRITE, TABLE, words, count * 8);
	elf_writer_symbol(test->writer, "__start_mcount_loc", STB_GLOBAL, STT_NOTYPE,
			  (uint16_t)test->table, TABLE, 0);
	elf_writer_symbol(test->writer, "__stop_mcount_loc", STB_GLOBAL, STT_NOTYPE,
			  (uint16_t)test->table, TABLE + count * 8, 0);
}

static void add_function(fixture *test, const char *name, uint64_t address, uint64_t size)
{
	elf_writer_symbol(test->writer, name, STB_GLOBAL, STT_FUNC, (uint16_t)test->text, address,
			  size);
}

static void read_image(fixture *test, kv_object_kind kind, const kv_section_addresses *addresses)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_file) file = elf_writer_file(test->writer, "image");

	test->elf = kv_elf_open(file, &error);
	g_assert_no_error(error);
	test->symbols = kv_symbol_list_read(test->elf, kind, addresses);
	test->locations = kv_ftrace_read(test->elf, kind, test->symbols, addresses);
	if (test->locations)
		kv_ftrace_assign(test->symbols, test->locations);
}

static int entry_of(const fixture *test, const char *name)
{
	for (uint32_t i = 0; i < kv_symbol_list_count(test->symbols); i++) {
		if (strcmp(kv_symbol_list_at(test->symbols, i)->name, name) == 0)
			return test->symbols->ftrace_offsets[i];
	}
	g_assert_not_reached();
}

static void assert_locations(const fixture *test, const uint64_t *expected, guint count)
{
	g_assert_nonnull(test->locations);
	g_assert_cmpmem(test->locations->data, test->locations->len * 8, expected, count * 8);
}

static void test_values(void)
{
	static const uint64_t words[] = {
		0, TEXT + 0x104, TEXT, 0, TEXT + 0x210, TEXT + 0x311, TEXT + 0x404};
	static const uint64_t sorted[] = {TEXT, TEXT + 0x104, TEXT + 0x210, TEXT + 0x311,
					  TEXT + 0x404};
	g_auto(fixture) test = {NULL};

	begin_vmlinux(&test, EM_X86_64, words, G_N_ELEMENTS(words));
	/* Relocations that contradict the values: sorttable leaves such behind. */
	elf_writer_relocation(test.writer, test.table, TABLE, 0, R_X86_64_64, TEXT + 0x500);
	add_function(&test, "at_start", TEXT, 0x40);
	add_function(&test, "alias", TEXT, 0x40);
	add_function(&test, "behind_endbr", TEXT + 0x100, 0x40);
	add_function(&test, "farthest", TEXT + 0x200, 0x40);
	add_function(&test, "too_far", TEXT + 0x300, 0x40);
	/* The location behind its four bytes belongs to a dead body. */
	add_function(&test, "before_dead_body", TEXT + 0x400, 4);
	add_function(&test, "without", TEXT + 0x500, 0x40);
	elf_writer_symbol(test.writer, "label", STB_GLOBAL, STT_NOTYPE, (uint16_t)test.text, TEXT,
			  0);
	elf_writer_symbol(test.writer, "label_in_front", STB_GLOBAL, STT_NOTYPE,
			  (uint16_t)test.text, TEXT + 0x100, 0x40);
	read_image(&test, KV_OBJECT_VMLINUX, NULL);

	assert_locations(&test, sorted, G_N_ELEMENTS(sorted));
	g_assert_cmpint(entry_of(&test, "at_start"), ==, 0);
	g_assert_cmpint(entry_of(&test, "alias"), ==, 0);
	g_assert_cmpint(entry_of(&test, "behind_endbr"), ==, 4);
	g_assert_cmpint(entry_of(&test, "farthest"), ==, 16);
	g_assert_cmpint(entry_of(&test, "too_far"), ==, KV_NO_FTRACE);
	g_assert_cmpint(entry_of(&test, "before_dead_body"), ==, KV_NO_FTRACE);
	g_assert_cmpint(entry_of(&test, "without"), ==, KV_NO_FTRACE);
	/* What counts is the address: ftrace_location() of kernel/trace/ftrace.c. */
	g_assert_cmpint(entry_of(&test, "label"), ==, 0);
	g_assert_cmpint(entry_of(&test, "label_in_front"), ==, KV_NO_FTRACE);
}

/* All zero in the file: the words come from relocations, kept in place or dynamic. */
static void test_relocated_at_boot(void)
{
	static const uint64_t words[3] = {0};
	static const uint64_t expected[] = {TEXT, TEXT + 0x40};
	static const bool dynamic[] = {false, true};

	for (guint i = 0; i < G_N_ELEMENTS(dynamic); i++) {
		g_auto(fixture) test = {NULL};
		uint32_t target;

		begin_vmlinux(&test, EM_AARCH64, words, G_N_ELEMENTS(words));
		target = dynamic[i] ? 0 : test.table;
		elf_writer_relocation(test.writer, target, TABLE, 0, R_AARCH64_RELATIVE,
				      TEXT + 0x40);
		elf_writer_relocation(test.writer, target, TABLE + 8, 0, R_AARCH64_RELATIVE, TEXT);
		/* Behind the table. */
		elf_writer_relocation(test.writer, target, TABLE + 24, 0, R_AARCH64_RELATIVE, TEXT);
		add_function(&test, "first", TEXT, 0x40);
		read_image(&test, KV_OBJECT_VMLINUX, NULL);
		assert_locations(&test, expected, G_N_ELEMENTS(expected));
	}
}

/* arch/arm64/kernel/ftrace.c, ftrace_call_adjust(): recorded two instructions before a function. */
static void test_before_function(void)
{
	static const uint64_t words[] = {TEXT + 0x38, TEXT + 0x84};
	static const uint64_t expected[] = {TEXT + 0x40, TEXT + 0x84};
	g_auto(fixture) test = {NULL};

	begin_vmlinux(&test, EM_AARCH64, words, G_N_ELEMENTS(words));
	add_function(&test, "neighbour", TEXT, 0x38);
	add_function(&test, "call_ops", TEXT + 0x40, 0x40);
	add_function(&test, "plain", TEXT + 0x80, 0x40);
	read_image(&test, KV_OBJECT_VMLINUX, NULL);
	assert_locations(&test, expected, G_N_ELEMENTS(expected));
	g_assert_cmpint(entry_of(&test, "neighbour"), ==, KV_NO_FTRACE);
	g_assert_cmpint(entry_of(&test, "call_ops"), ==, 0);
	g_assert_cmpint(entry_of(&test, "plain"), ==, 4);
}

static void test_no_table(void)
{
	g_auto(fixture) test = {NULL};

	test.writer = elf_writer_new(ET_EXEC, EM_X86_64);
	test.text = elf_writer_section(test.writer, ".text", SHT_PROGBITS,
				       SHF_ALLOC | SHF_EXECINSTR, TEXT, NULL, 64);
	add_function(&test, "function", TEXT, 64);
	read_image(&test, KV_OBJECT_VMLINUX, NULL);
	g_assert_null(test.locations);
}

/* A table whose end lies outside its section is damage, and no reason to read there. */
static void test_table_outside(void)
{
	g_auto(fixture) test = {NULL};

	test.writer = elf_writer_new(ET_EXEC, EM_X86_64);
	test.table = elf_writer_section(test.writer, ".init.data", SHT_PROGBITS, SHF_ALLOC, TABLE,
					NULL, 16);
	elf_writer_symbol(test.writer, "__start_mcount_loc", STB_GLOBAL, STT_NOTYPE,
			  (uint16_t)test.table, TABLE, 0);
	elf_writer_symbol(test.writer, "__stop_mcount_loc", STB_GLOBAL, STT_NOTYPE,
			  (uint16_t)test.table, UINT64_MAX - 7, 0);
	read_image(&test, KV_OBJECT_VMLINUX, NULL);
	g_assert_null(test.locations);
}

static void begin_module(fixture *test, uint16_t machine, uint32_t text_type)
{
	test->writer = elf_writer_new(ET_REL, machine);
	test->text = elf_writer_section(test->writer, ".text", text_type, SHF_ALLOC | SHF_EXECINSTR,
					0, NULL, 0x100);
}

static kv_section_addresses *module_addresses(void)
{
	static const guint64 addresses[] = {0, 0x10000, 0x20000};
	GArray *layout = g_array_new(FALSE, FALSE, sizeof(guint64));

	g_array_append_vals(layout, addresses, G_N_ELEMENTS(addresses));
	return layout;
}

static void test_module(void)
{
	static const struct {
		uint16_t machine;
		const char *table;
	} cases[] = {
		{EM_X86_64, "__mcount_loc"},
		{EM_S390, "__mcount_loc"},
		{EM_AARCH64, "__patchable_function_entries"},
		{EM_PPC64, "__patchable_function_entries"},
	};
	static const uint64_t expected[] = {0x10000, 0x10044};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GArray) addresses = module_addresses();
		g_auto(fixture) test = {NULL};
		uint32_t section;

		begin_module(&test, cases[i].machine, SHT_PROGBITS);
		test.table = elf_writer_section(test.writer, cases[i].table, SHT_PROGBITS,
						SHF_ALLOC, 0, NULL, 16);
		section = elf_writer_symbol(test.writer, "", STB_LOCAL, STT_SECTION,
					    (uint16_t)test.text, 0, 0);
		add_function(&test, "first", 0, 0x40);
		add_function(&test, "second", 0x40, 0x40);
		elf_writer_relocation(test.writer, test.table, 0, section, R_X86_64_64, 0x44);
		elf_writer_relocation(test.writer, test.table, 8, section, R_X86_64_64, 0);
		read_image(&test, KV_OBJECT_MODULE, addresses);
		assert_locations(&test, expected, G_N_ELEMENTS(expected));
		g_assert_cmpint(entry_of(&test, "first"), ==, 0);
		g_assert_cmpint(entry_of(&test, "second"), ==, 4);
	}
}

/*
 * x86 with -fpatchable-function-entry=16,16, for instance CONFIG_CALL_PADDING: the padding before
 * each function is recorded too, also where no function calls ftrace; the kernel looks at
 * __mcount_loc.
 */
static void test_module_padding(void)
{
	static const uint64_t expected[] = {0x10050};

	for (guint with_table = 0; with_table < 2; with_table++) {
		g_autoptr(GArray) addresses = module_addresses();
		g_auto(fixture) test = {NULL};
		uint32_t section, table, padding;

		begin_module(&test, EM_X86_64, SHT_PROGBITS);
		padding = elf_writer_section(test.writer, "__patchable_function_entries",
					     SHT_PROGBITS, SHF_ALLOC, 0, NULL, 16);
		table = elf_writer_section(test.writer, with_table ? "__mcount_loc" : ".rodata",
					   SHT_PROGBITS, SHF_ALLOC, 0, NULL, 8);
		section = elf_writer_symbol(test.writer, "", STB_LOCAL, STT_SECTION,
					    (uint16_t)test.text, 0, 0);
		add_function(&test, "notrace", 0x10, 0x30);
		add_function(&test, "__pfx_traced", 0x40, 0x10);
		add_function(&test, "traced", 0x50, 0x40);
		elf_writer_relocation(test.writer, padding, 0, section, R_X86_64_64, 0);
		elf_writer_relocation(test.writer, padding, 8, section, R_X86_64_64, 0x40);
		elf_writer_relocation(test.writer, table, 0, section, R_X86_64_64, 0x50);
		read_image(&test, KV_OBJECT_MODULE, addresses);
		assert_locations(&test, expected, with_table);
		g_assert_cmpint(entry_of(&test, "notrace"), ==, KV_NO_FTRACE);
		g_assert_cmpint(entry_of(&test, "__pfx_traced"), ==, KV_NO_FTRACE);
		g_assert_cmpint(entry_of(&test, "traced"), ==, with_table ? 0 : KV_NO_FTRACE);
	}
}

/* No table and code: nothing can be traced. No table and no code: nothing is known. */
static void test_module_without_table(void)
{
	static const struct {
		uint32_t text_type;
		bool known;
	} cases[] = {{SHT_PROGBITS, true}, {SHT_NOBITS, false}};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GArray) addresses = module_addresses();
		g_auto(fixture) test = {NULL};

		begin_module(&test, EM_X86_64, cases[i].text_type);
		add_function(&test, "function", 0, 0x40);
		read_image(&test, KV_OBJECT_MODULE, addresses);
		g_assert_cmpint(test.locations != NULL, ==, cases[i].known);
		g_assert_cmpint(entry_of(&test, "function"), ==, KV_NO_FTRACE);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ftrace/values", test_values);
	g_test_add_func("/ftrace/relocated-at-boot", test_relocated_at_boot);
	g_test_add_func("/ftrace/before-function", test_before_function);
	g_test_add_func("/ftrace/no-table", test_no_table);
	g_test_add_func("/ftrace/table-outside", test_table_outside);
	g_test_add_func("/ftrace/module", test_module);
	g_test_add_func("/ftrace/module-padding", test_module_padding);
	g_test_add_func("/ftrace/module-without-table", test_module_without_table);
	return g_test_run();
}
