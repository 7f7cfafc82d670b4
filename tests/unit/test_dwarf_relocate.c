/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <elf.h>
#include <glib.h>
#include <string.h>

#include "elf_writer.h"
#include "dwarf/image.h"

/*
 * Values are those of the psABI: the symbol's value and the addend, in 8 or 4 bytes. The value of a
 * symbol is its section's address and its offset; a section that is not loaded has the address 0.
 */

#define INFO_SIZE 64
#define FILLING 0x5a

typedef struct {
	elf_writer *writer;
	uint32_t info, text_symbol, strings_symbol, absolute, undefined;
} fixture;

static void set_up(fixture *test, gconstpointer machine)
{
	g_autofree char *filling = g_malloc(INFO_SIZE);
	uint32_t text, strings;

	memset(filling, FILLING, INFO_SIZE);
	test->writer = elf_writer_new(ET_REL, (uint16_t)GPOINTER_TO_UINT(machine));
	elf_writer_section(test->writer, ".init.text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, 0,
			   NULL, 0x30);
	text = elf_writer_section(test->writer, ".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, 0,
				  NULL, 0x40);
	strings = elf_writer_section(test->writer, ".debug_str", SHT_PROGBITS, 0, 0, NULL, 0x20);
	elf_writer_section(test->writer, ".debug_abbrev", SHT_PROGBITS, 0, 0, NULL, 4);
	test->info = elf_writer_section(test->writer, ".debug_info", SHT_PROGBITS, 0, 0, filling,
					INFO_SIZE);
	test->text_symbol = elf_writer_symbol(test->writer, "function", STB_LOCAL, STT_FUNC,
					      (uint16_t)text, 0x10, 8);
	test->strings_symbol = elf_writer_symbol(test->writer, "", STB_LOCAL, STT_SECTION,
						 (uint16_t)strings, 0, 0);
	test->absolute = elf_writer_symbol(test->writer, "absolute", STB_LOCAL, STT_NOTYPE, SHN_ABS,
					   0x1234, 0);
	test->undefined = elf_writer_symbol(test->writer, "undefined", STB_GLOBAL, STT_NOTYPE,
					    SHN_UNDEF, 0, 0);
}

static void tear_down(fixture *test, gconstpointer machine)
{
	elf_writer_free(test->writer);
}

static void add(fixture *test, uint64_t offset, uint32_t symbol, uint32_t type, int64_t addend)
{
	elf_writer_relocation(test->writer, test->info, offset, symbol, type, addend);
}

/* The relocated image; @text gets the address of .text. */
static kv_dwarf_image *load(fixture *test, uint64_t *text)
{
	g_autoptr(kv_file) file = elf_writer_file(test->writer, "module.ko");
	g_autoptr(GError) error = NULL;
	kv_dwarf_image *image = kv_dwarf_image_open(file, KV_OBJECT_MODULE, &error);
	g_autoptr(GArray) addresses = NULL;

	g_assert_no_error(error);
	addresses = kv_dwarf_image_addresses(image);
	*text = g_array_index(addresses, guint64, 2);
	g_assert_cmpuint(*text, >, 0);
	kv_dwarf_image_load(image, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(image->info.size, ==, INFO_SIZE);
	return image;
}

static void assert_value(const kv_dwarf_image *image, size_t offset, size_t width, uint64_t value)
{
	value = GUINT64_TO_LE(value);
	g_assert_cmpmem(image->info.data + offset, width, &value, width);
}

static void test_values(fixture *test, gconstpointer machine)
{
	g_autoptr(kv_dwarf_image) image = NULL;
	uint64_t text;

	add(test, 0, test->text_symbol, R_X86_64_64, 3);
	add(test, 8, test->strings_symbol, R_X86_64_32, 0x15);
	add(test, 13, test->absolute, R_X86_64_32S, -0x34);
	add(test, 17, test->text_symbol, R_X86_64_NONE, 0);
	add(test, 24, test->undefined, R_X86_64_64, 7);
	add(test, 32, 0, R_X86_64_64, 7);
	add(test, 32, 1000000, R_X86_64_64, 7);
	add(test, INFO_SIZE - 7, test->text_symbol, R_X86_64_64, 0);
	add(test, UINT64_MAX - 3, test->text_symbol, R_X86_64_64, 0);
	add(test, INFO_SIZE - 4, test->strings_symbol, R_X86_64_32, 1);
	image = load(test, &text);
	g_assert_null(image->dwfl);
	assert_value(image, 0, 8, text + 0x10 + 3);
	assert_value(image, 8, 4, 0x15);
	assert_value(image, 12, 1, FILLING);
	assert_value(image, 13, 4, 0x1200);
	for (size_t i = 17; i < INFO_SIZE - 4; i++)
		assert_value(image, i, 1, FILLING);
	assert_value(image, INFO_SIZE - 4, 4, 1);
}

/* One that is not known leaves all of them to libdwfl, also those before. */
static void test_left_to_libdwfl(fixture *test, gconstpointer machine)
{
	g_autoptr(kv_dwarf_image) image = NULL;
	uint64_t text;

	add(test, 0, test->text_symbol, R_X86_64_64, 3);
	add(test, 8, test->strings_symbol, R_X86_64_16, 0x15);
	add(test, 10, test->absolute, R_X86_64_32, 1);
	image = load(test, &text);
	g_assert_nonnull(image->dwfl);
	assert_value(image, 0, 8, text + 0x10 + 3);
	assert_value(image, 8, 2, 0x15);
	assert_value(image, 10, 4, 0x1235);
}

static void test_other_machine(fixture *test, gconstpointer machine)
{
	g_autoptr(kv_dwarf_image) image = NULL;
	uint64_t text;

	add(test, 0, test->text_symbol, R_AARCH64_ABS64, 3);
	add(test, 8, test->strings_symbol, R_AARCH64_ABS32, 0x15);
	image = load(test, &text);
	g_assert_nonnull(image->dwfl);
	assert_value(image, 0, 8, text + 0x10 + 3);
	assert_value(image, 8, 4, 0x15);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add("/dwarf-relocate/values", fixture, GUINT_TO_POINTER(EM_X86_64), set_up,
		   test_values, tear_down);
	g_test_add("/dwarf-relocate/left-to-libdwfl", fixture, GUINT_TO_POINTER(EM_X86_64), set_up,
		   test_left_to_libdwfl, tear_down);
	g_test_add("/dwarf-relocate/other-machine", fixture, GUINT_TO_POINTER(EM_AARCH64), set_up,
		   test_other_machine, tear_down);
	return g_test_run();
}
