/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <elf.h>
#include <glib.h>

#include "elf/elf.h"
#include "elf_writer.h"
#include "indexer/entries.h"

enum {
	TEXT = 0x1000,
};

/* Symbols, each with the function that DWARF has there, before and after. */
static const struct {
	const char *name;
	uint8_t type;
	uint64_t symbol_address, symbol_size;
	uint64_t address;
	uint32_t size;
	uint64_t aligned_address;
	uint32_t aligned_size;
} cases[] = {
	{"plain", STT_FUNC, TEXT, 0x40, TEXT, 0x40, TEXT, 0x40},
	{"behind_nops", STT_FUNC, TEXT + 0x40, 0x40, TEXT + 0x48, 0x38, TEXT + 0x40, 0x40},
	{"farthest", STT_FUNC, TEXT + 0x80, 0x40, TEXT + 0x90, 0x30, TEXT + 0x80, 0x40},
	{"too_far", STT_FUNC, TEXT + 0xc0, 0x40, TEXT + 0xd4, 0x2c, TEXT + 0xd4, 0x2c},
	/* Another function than the symbol's: a body whose symbol another definition replaced. */
	{"short", STT_FUNC, TEXT + 0x100, 8, TEXT + 0x108, 8, TEXT + 0x108, 8},
	{"long", STT_FUNC, TEXT + 0x140, 0x40, TEXT + 0x148, 8, TEXT + 0x148, 8},
	{"no_function", STT_OBJECT, TEXT + 0x180, 0x40, TEXT + 0x188, 0x38, TEXT + 0x188, 0x38},
	{"no_bytes", STT_FUNC, TEXT + 0x1c0, 8, TEXT + 0x1c8, 0, TEXT + 0x1c8, 0},
	/* The body has a symbol of its own, "inner", inside a function with the same end. */
	{"outer", STT_FUNC, TEXT + 0x200, 0x40, TEXT + 0x208, 0x38, TEXT + 0x208, 0x38},
};

static kv_elf *image(void)
{
	g_autoptr(elf_writer) writer = elf_writer_new(ET_EXEC, EM_AARCH64);
	g_autoptr(kv_file) file = NULL;
	g_autoptr(GError) error = NULL;
	uint16_t text = (uint16_t)elf_writer_section(writer, ".text", SHT_PROGBITS,
						     SHF_ALLOC | SHF_EXECINSTR, TEXT, NULL, 0x1000);
	kv_elf *elf;

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
		elf_writer_symbol(writer, cases[i].name, STB_LOCAL, cases[i].type, text,
				  cases[i].symbol_address, cases[i].symbol_size);
	elf_writer_symbol(writer, "inner", STB_GLOBAL, STT_FUNC, text, TEXT + 0x208, 0);
	/* What arm64 has at every function: a symbol that is none. */
	elf_writer_symbol(writer, "mapping", STB_LOCAL, STT_NOTYPE, text, TEXT + 0x48, 0);
	file = elf_writer_file(writer, "vmlinux");
	elf = kv_elf_open(file, &error);
	g_assert_no_error(error);
	return elf;
}

static void test_align(void)
{
	g_autoptr(kv_elf) elf = image();
	g_autoptr(kv_symbol_list) symbols = kv_symbol_list_read(elf, KV_OBJECT_VMLINUX, NULL);
	g_autoptr(GArray) functions = g_array_new(FALSE, TRUE, sizeof(kv_dwarf_function));
	kv_dwarf dwarf = {.functions = functions};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		kv_dwarf_function function = {.address = cases[i].address, .size = cases[i].size};

		g_array_append_val(functions, function);
	}
	kv_entries_align(&dwarf, symbols);
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		const kv_dwarf_function *function = &g_array_index(functions, kv_dwarf_function, i);

		g_test_message("%s", cases[i].name);
		g_assert_cmphex(function->address, ==, cases[i].aligned_address);
		g_assert_cmphex(function->size, ==, cases[i].aligned_size);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/entries/align", test_align);
	return g_test_run();
}
