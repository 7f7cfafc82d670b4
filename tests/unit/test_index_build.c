/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <elf.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/error.h"
#include "elf_writer.h"
#include "indexer/build.h"
#include "index/index.h"

/* A folder for one image. */
typedef struct {
	char *folder, *image, *index;
} place;

static void place_clear(place *here)
{
	g_remove(here->image);
	g_remove(here->index);
	g_rmdir(here->folder);
	g_free(here->folder);
	g_free(here->image);
	g_free(here->index);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(place, place_clear)

static place place_new(const char *image)
{
	g_autoptr(GError) error = NULL;
	place here = {.folder = g_dir_make_tmp("klpvet-build-XXXXXX", &error)};

	g_assert_no_error(error);
	here.image = g_build_filename(here.folder, image, NULL);
	here.index = g_build_filename(here.folder, "image.kvx", NULL);
	return here;
}

static void put(const place *here, const void *data, gsize size)
{
	g_autoptr(GError) error = NULL;

	g_file_set_contents_full(here->image, data, (gssize)size, G_FILE_SET_CONTENTS_NONE, 0600,
				 &error);
	g_assert_no_error(error);
}

/* A module without debug information: two functions, of which the second can be traced. */
static kv_file *module_file(void)
{
	static const char modinfo[] = "name=sample\0vermagic=6.1.0-test SMP mod_unload ";
	g_autoptr(elf_writer) writer = elf_writer_new(ET_REL, EM_X86_64);
	uint16_t text = (uint16_t)elf_writer_section(writer, ".text", SHT_PROGBITS,
						     SHF_ALLOC | SHF_EXECINSTR, 0, NULL, 0x40);
	uint16_t init = (uint16_t)elf_writer_section(writer, ".init.text", SHT_PROGBITS,
						     SHF_ALLOC | SHF_EXECINSTR, 0, NULL, 0x20);
	uint32_t table =
		elf_writer_section(writer, "__mcount_loc", SHT_PROGBITS, SHF_ALLOC, 0, NULL, 8);
	uint32_t section = elf_writer_symbol(writer, "", STB_LOCAL, STT_SECTION, text, 0, 0);

	elf_writer_section(writer, ".modinfo", SHT_PROGBITS, SHF_ALLOC, 0, modinfo,
			   sizeof(modinfo));
	elf_writer_symbol(writer, "second", STB_LOCAL, STT_FUNC, text, 0x20, 0x20);
	elf_writer_symbol(writer, "start", STB_LOCAL, STT_FUNC, init, 0, 0x20);
	elf_writer_symbol(writer, "first", STB_GLOBAL, STT_FUNC, text, 0, 0x20);
	elf_writer_relocation(writer, table, 0, section, R_X86_64_64, 0x20);
	return elf_writer_file(writer, "sample.ko");
}

static kv_file *vmlinux_file(void)
{
	static const char banner[] = "Linux version 6.1.0-test (me@here) #1 SMP\n";
	static const uint64_t locations[] = {0, 0x1020};
	g_autoptr(elf_writer) writer = elf_writer_new(ET_EXEC, EM_X86_64);
	uint16_t text = (uint16_t)elf_writer_section(writer, ".text", SHT_PROGBITS,
						     SHF_ALLOC | SHF_EXECINSTR, 0x1000, NULL, 0x40);
	uint16_t data = (uint16_t)elf_writer_section(writer, ".rodata", SHT_PROGBITS, SHF_ALLOC,
						     0x3000, banner, sizeof(banner));
	uint16_t table = (uint16_t)elf_writer_section(writer, ".init.data", SHT_PROGBITS, SHF_ALLOC,
						      0x4000, locations, sizeof(locations));

	elf_writer_section(writer, ".debug_info", SHT_PROGBITS, 0, 0, "damaged", 8);
	elf_writer_section(writer, ".BTF", SHT_PROGBITS, SHF_ALLOC, 0x5000, "damaged", 8);
	elf_writer_symbol(writer, "first", STB_GLOBAL, STT_FUNC, text, 0x1000, 0x20);
	elf_writer_symbol(writer, "second", STB_LOCAL, STT_FUNC, text, 0x1020, 0x20);
	elf_writer_symbol(writer, "linux_banner", STB_GLOBAL, STT_OBJECT, data, 0x3000, 8);
	elf_writer_symbol(writer, "__start_mcount_loc", STB_GLOBAL, STT_NOTYPE, table, 0x4000, 0);
	elf_writer_symbol(writer, "__stop_mcount_loc", STB_GLOBAL, STT_NOTYPE, table, 0x4010, 0);
	return elf_writer_file(writer, "vmlinux");
}

static kv_index *build(const place *here, kv_object_kind kind)
{
	g_autoptr(GError) error = NULL;
	kv_index *index;

	g_assert_true(kv_index_build_file(here->image, NULL, kind, here->index, &error));
	g_assert_no_error(error);
	index = kv_index_open(here->index, &error);
	g_assert_no_error(error);
	return index;
}

static const kv_symbol *symbol_named(const kv_index *index, const char *name)
{
	kv_ids ids = kv_index_symbols_named(index, name);

	g_assert_cmpuint(ids.count, ==, 1);
	return kv_index_symbol(index, ids.id[0]);
}

static void test_module(void)
{
	g_auto(place) here = place_new("other.ko");
	g_autoptr(kv_file) file = module_file();
	g_autoptr(kv_index) index = NULL;
	const kv_symbol *first, *second, *start;
	kv_klp_layout layout;
	uint32_t count;

	put(&here, kv_file_data(file), kv_file_size(file));
	index = build(&here, KV_OBJECT_MODULE);
	first = symbol_named(index, "first");
	second = symbol_named(index, "second");
	start = symbol_named(index, "start");

	g_assert_cmpstr(kv_index_module(index), ==, "sample");
	g_assert_cmpstr(kv_index_release(index), ==, "6.1.0-test");
	g_assert_cmpstr(kv_index_source_path(index), ==, here.image);
	g_assert_cmpuint(kv_index_source_size(index), ==, kv_file_size(file));
	g_assert_false(kv_index_has_dwarf(index));
	g_assert_true(kv_index_has_ftrace(index));
	g_assert_false(kv_index_has_klp_layout(index, &layout));
	g_assert_cmphex(second->address - first->address, ==, 0x20);
	g_assert_cmphex(second->extent, ==, 0x20);
	g_assert_cmpint(first->ftrace_offset, ==, KV_NO_FTRACE);
	g_assert_cmpint(second->ftrace_offset, ==, 0);
	g_assert_cmpint(start->region, ==, KV_REGION_INIT);
	g_assert_false(start->flags & KV_SYMBOL_CORE);
	g_assert_true(first->flags & KV_SYMBOL_CORE);
	g_assert_cmphex(kv_index_ftrace(index, &count)[0], ==, second->address);
	g_assert_cmpuint(count, ==, 1);
}

/*
 * With module.lds of 6.12, the linker gives .data the offset behind the table of patchable entries
 * for an address, which says nothing in a relocatable file: no section may stand on another.
 */
static void test_module_with_addresses(void)
{
	g_auto(place) here = place_new("big.ko");
	g_autoptr(elf_writer) writer = elf_writer_new(ET_REL, EM_PPC64);
	g_autoptr(kv_file) file = NULL;
	g_autoptr(kv_index) index = NULL;
	uint16_t text = (uint16_t)elf_writer_section(writer, ".text", SHT_PROGBITS,
						     SHF_ALLOC | SHF_EXECINSTR, 0, NULL, 0x2000);
	uint16_t data = (uint16_t)elf_writer_section(writer, ".data", SHT_PROGBITS,
						     SHF_ALLOC | SHF_WRITE, 0x3378, NULL, 0x20000);
	uint16_t bss = (uint16_t)elf_writer_section(writer, ".bss", SHT_NOBITS,
						    SHF_ALLOC | SHF_WRITE, 0, NULL, 0x10);
	const kv_symbol *symbols[3];

	elf_writer_symbol(writer, "in_text", STB_GLOBAL, STT_FUNC, text, 0, 0x2000);
	elf_writer_symbol(writer, "in_data", STB_GLOBAL, STT_OBJECT, data, 0, 0x20000);
	elf_writer_symbol(writer, "in_bss", STB_GLOBAL, STT_OBJECT, bss, 0, 0x10);
	file = elf_writer_file(writer, "big.ko");
	put(&here, kv_file_data(file), kv_file_size(file));
	index = build(&here, KV_OBJECT_MODULE);
	symbols[0] = symbol_named(index, "in_text");
	symbols[1] = symbol_named(index, "in_data");
	symbols[2] = symbol_named(index, "in_bss");
	for (guint i = 0; i < G_N_ELEMENTS(symbols); i++) {
		for (guint j = i + 1; j < G_N_ELEMENTS(symbols); j++)
			g_assert_true(
				symbols[i]->address + symbols[i]->size <= symbols[j]->address ||
				symbols[j]->address + symbols[j]->size <= symbols[i]->address);
	}
}

static void test_vmlinux(void)
{
	g_auto(place) here = place_new("vmlinux");
	g_autoptr(kv_file) file = vmlinux_file();
	g_autoptr(kv_index) index = NULL;

	put(&here, kv_file_data(file), kv_file_size(file));
	index = build(&here, KV_OBJECT_VMLINUX);
	g_assert_cmpstr(kv_index_module(index), ==, "");
	g_assert_cmpstr(kv_index_release(index), ==, "6.1.0-test");
	g_assert_false(kv_index_has_dwarf(index));
	g_assert_cmpuint(kv_index_source_count(index), ==, 0);
	g_assert_cmpuint(kv_index_symbol_count(index), ==, 5);
	g_assert_cmpint(symbol_named(index, "second")->ftrace_offset, ==, 0);
}

static void assert_refused(const place *here, kv_object_kind kind, kv_error_code code,
			   const char *part)
{
	g_autoptr(GError) error = NULL;

	g_assert_false(kv_index_build_file(here->image, NULL, kind, here->index, &error));
	g_assert_error(error, KV_ERROR, (int)code);
	g_assert_nonnull(strstr(error->message, here->image));
	g_assert_nonnull(strstr(error->message, part));
	g_assert_false(g_file_test(here->index, G_FILE_TEST_EXISTS));
}

static void test_refused(void)
{
	g_auto(place) here = place_new("image");
	g_autoptr(kv_file) module = module_file();
	g_autoptr(kv_file) vmlinux = vmlinux_file();
	g_autoptr(elf_writer) writer = elf_writer_new(ET_EXEC, EM_X86_64);
	g_autoptr(kv_file) stripped = NULL;

	assert_refused(&here, KV_OBJECT_VMLINUX, KV_ERROR_USAGE, "");
	put(&here, "", 0);
	assert_refused(&here, KV_OBJECT_VMLINUX, KV_ERROR_USAGE, "empty");
	put(&here, "#!/bin/sh\n", 10);
	assert_refused(&here, KV_OBJECT_VMLINUX, KV_ERROR_USAGE, "not an ELF file");
	put(&here, kv_file_data(module), kv_file_size(module));
	assert_refused(&here, KV_OBJECT_VMLINUX, KV_ERROR_USAGE, "not a vmlinux");
	put(&here, kv_file_data(vmlinux), kv_file_size(vmlinux));
	assert_refused(&here, KV_OBJECT_MODULE, KV_ERROR_USAGE, "not a kernel module");

	elf_writer_section(writer, ".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, 0x1000, NULL,
			   64);
	stripped = elf_writer_file(writer, "stripped");
	put(&here, kv_file_data(stripped), kv_file_size(stripped));
	assert_refused(&here, KV_OBJECT_VMLINUX, KV_ERROR_INPUT, "stripped");
}

/* Builds from @data, which may be damaged: an index that verifies, or a clean refusal. */
static void try_build(const place *here, kv_object_kind kind, const void *data, gsize size)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(kv_index) index = NULL;

	put(here, data, size);
	bytes = kv_index_build(here->image, NULL, kind, &error);
	if (!bytes) {
		g_assert_true(error->domain == KV_ERROR && error->code != KV_ERROR_INTERNAL);
		return;
	}
	index = kv_index_from_bytes("image.kvx", g_steal_pointer(&bytes), &error);
	g_assert_no_error(error);
}

static void test_damaged(void)
{
	static const kv_object_kind kinds[] = {KV_OBJECT_MODULE, KV_OBJECT_VMLINUX};

	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
		g_auto(place) here = place_new("image");
		g_autoptr(kv_file) file =
			kinds[i] == KV_OBJECT_MODULE ? module_file() : vmlinux_file();
		gsize size = kv_file_size(file);
		g_autofree uint8_t *data = g_memdup2(kv_file_data(file), size);

		for (gsize length = 0; length < size; length += 7)
			try_build(&here, kinds[i], data, length);
		for (gsize at = 0; at < size; at++) {
			uint8_t good = data[at];

			data[at] = at % 3 ? 0xff : (uint8_t)(good ^ 0x11);
			try_build(&here, kinds[i], data, size);
			data[at] = good;
		}
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/index-build/module", test_module);
	g_test_add_func("/index-build/module-with-addresses", test_module_with_addresses);
	g_test_add_func("/index-build/vmlinux", test_vmlinux);
	g_test_add_func("/index-build/refused", test_refused);
	g_test_add_func("/index-build/damaged", test_damaged);
	return g_test_run();
}
