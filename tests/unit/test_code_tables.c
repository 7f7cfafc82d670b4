/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <elf.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "elf_writer.h"
#include "indexer/build.h"
#include "index/code.h"

#define TEXT UINT64_C(0x100000)
#define DATA UINT64_C(0x200000)
#define FUNCTION_SIZE 0x20
/* Where the number @n of the functions begins. */
#define FUNCTION(n) (TEXT + (n)*FUNCTION_SIZE)

/* An image of functions without code and of words of data. */
typedef struct {
	elf_writer *writer;
	uint16_t text, data;
	uint32_t functions;
} image;

static image image_new(uint16_t type, uint16_t machine, const uint64_t *words, size_t count)
{
	bool module = type == ET_REL;
	image made = {.writer = elf_writer_new(type, machine)};

	made.text = (uint16_t)elf_writer_section(made.writer, ".text", SHT_PROGBITS,
						 SHF_ALLOC | SHF_EXECINSTR, module ? 0 : TEXT, NULL,
						 0x1000);
	made.data = (uint16_t)elf_writer_section(made.writer, ".data", SHT_PROGBITS,
						 SHF_ALLOC | SHF_WRITE, module ? 0 : DATA, words,
						 count * sizeof(*words));
	return made;
}

static void add_function(image *made, const char *name)
{
	elf_writer_symbol(made->writer, name, STB_GLOBAL, STT_FUNC, made->text,
			  FUNCTION(made->functions++), FUNCTION_SIZE);
}

static void add_object(image *made, const char *name, size_t word, size_t words)
{
	elf_writer_symbol(made->writer, name, STB_GLOBAL, STT_OBJECT, made->data,
			  DATA + word * sizeof(uint64_t), words * sizeof(uint64_t));
}

static kv_index *index_of(image *made, kv_object_kind kind)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_file) file = elf_writer_file(made->writer, "image");
	g_autofree char *folder = g_dir_make_tmp("klpvet-tables-XXXXXX", &error);
	g_autofree char *path = g_build_filename(folder, "image", NULL);
	g_autoptr(GBytes) bytes = NULL;
	kv_index *index;

	g_assert_no_error(error);
	g_file_set_contents(path, (const char *)kv_file_data(file), (gssize)kv_file_size(file),
			    &error);
	g_assert_no_error(error);
	bytes = kv_index_build(path, NULL, kind, &error);
	g_assert_no_error(error);
	g_remove(path);
	g_rmdir(folder);
	index = kv_index_from_bytes("image.kvx", g_steal_pointer(&bytes), &error);
	g_assert_no_error(error);
	elf_writer_free(made->writer);
	return index;
}

static const char *symbol_name(const kv_index *index, uint32_t symbol)
{
	return symbol == KV_NONE ? "-"
				 : kv_index_string(index, kv_index_symbol(index, symbol)->name);
}

/* The entries of @abi as "number entry base" one after the other; free with g_free(). */
static char *entries_of(const kv_index *index, kv_abi abi)
{
	GString *text = g_string_new(NULL);
	kv_run run = kv_index_syscalls_of(index, abi);

	for (uint32_t i = run.first; i < run.first + run.count; i++) {
		const kv_syscall *call = kv_index_syscall(index, i);

		g_string_append_printf(text, "%s%u %s %s", text->len ? ", " : "", call->number,
				       symbol_name(index, call->entry),
				       kv_index_string(index, call->base));
	}
	return g_string_free(text, FALSE);
}

static void assert_entries(const kv_index *index, kv_abi abi, const char *expected, bool known)
{
	g_autofree char *found = entries_of(index, abi);

	g_assert_cmpstr(found, ==, expected);
	g_assert_cmpint(kv_index_has_syscalls(index, abi), ==, known);
}

/* A kernel that relocates itself has zeros in place; the compat table here has values. */
static void test_relocated(void)
{
	static const uint64_t words[] = {0, 0, 0, FUNCTION(2), FUNCTION(0)};
	image made = image_new(ET_DYN, EM_AARCH64, words, G_N_ELEMENTS(words));
	g_autoptr(kv_index) index = NULL;

	add_function(&made, "__arm64_sys_ni_syscall");
	add_function(&made, "__arm64_sys_ppoll");
	add_function(&made, "__arm64_compat_sys_ppoll_time32");
	add_object(&made, "sys_call_table", 0, 3);
	add_object(&made, "compat_sys_call_table", 3, 2);
	elf_writer_relocation(made.writer, 0, DATA, 0, R_AARCH64_RELATIVE, FUNCTION(0));
	elf_writer_relocation(made.writer, 0, DATA + 8, 0, R_AARCH64_RELATIVE, FUNCTION(1));
	elf_writer_relocation(made.writer, 0, DATA + 16, 0, R_AARCH64_RELATIVE, FUNCTION(0));
	index = index_of(&made, KV_OBJECT_VMLINUX);

	assert_entries(index, KV_ABI_NATIVE, "1 __arm64_sys_ppoll ppoll", true);
	assert_entries(index, KV_ABI_IA32, "0 __arm64_compat_sys_ppoll_time32 ppoll", true);
	g_assert_cmpuint(kv_index_pointer_count(index), ==, 5);
}

/* Before 5.4 the calls of x32 stood behind the native ones. */
static void test_shared_table(void)
{
	g_autofree uint64_t *words = g_new0(uint64_t, 516);
	image made;
	g_autoptr(kv_index) index = NULL;

	for (size_t i = 0; i < 514; i++)
		words[i] = FUNCTION(0);
	words[3] = FUNCTION(1);
	words[512] = FUNCTION(2);
	words[514] = FUNCTION(3);
	words[515] = FUNCTION(0);
	made = image_new(ET_EXEC, EM_X86_64, words, 516);
	add_function(&made, "__x64_sys_ni_syscall");
	add_function(&made, "__x64_sys_close");
	add_function(&made, "__x32_compat_sys_rt_sigaction");
	add_function(&made, "__ia32_compat_sys_fcntl64");
	add_object(&made, "sys_call_table", 0, 514);
	add_object(&made, "ia32_sys_call_table", 514, 2);
	index = index_of(&made, KV_OBJECT_VMLINUX);

	assert_entries(index, KV_ABI_NATIVE, "3 __x64_sys_close close", true);
	assert_entries(index, KV_ABI_X32, "512 __x32_compat_sys_rt_sigaction rt_sigaction", true);
	assert_entries(index, KV_ABI_IA32, "0 __ia32_compat_sys_fcntl64 fcntl64", true);
}

/* An ABI is missing, or its table is, or there is nothing to tell. */
static void test_unknown(void)
{
	static const uint64_t words[] = {FUNCTION(0), FUNCTION(0) + 4};
	g_autoptr(kv_index) lacking = NULL, hidden = NULL, damaged = NULL, nothing = NULL;
	image made = image_new(ET_EXEC, EM_X86_64, words, 1);

	add_function(&made, "__x64_sys_read");
	add_object(&made, "sys_call_table", 0, 1);
	lacking = index_of(&made, KV_OBJECT_VMLINUX);
	assert_entries(lacking, KV_ABI_NATIVE, "0 __x64_sys_read read", true);
	assert_entries(lacking, KV_ABI_IA32, "", true);
	assert_entries(lacking, KV_ABI_X32, "", true);

	made = image_new(ET_EXEC, EM_X86_64, words, 1);
	add_function(&made, "__x64_sys_read");
	add_function(&made, "__ia32_compat_sys_read");
	add_object(&made, "sys_call_table", 0, 1);
	hidden = index_of(&made, KV_OBJECT_VMLINUX);
	assert_entries(hidden, KV_ABI_IA32, "", false);
	assert_entries(hidden, KV_ABI_X32, "", true);

	made = image_new(ET_EXEC, EM_X86_64, words, 2);
	add_function(&made, "__x64_sys_read");
	add_object(&made, "sys_call_table", 0, 2);
	damaged = index_of(&made, KV_OBJECT_VMLINUX);
	assert_entries(damaged, KV_ABI_NATIVE, "0 __x64_sys_read read", false);
	assert_entries(damaged, KV_ABI_IA32, "", false);

	made = image_new(ET_EXEC, EM_X86_64, words, 1);
	add_function(&made, "read");
	nothing = index_of(&made, KV_OBJECT_VMLINUX);
	assert_entries(nothing, KV_ABI_NATIVE, "", false);
	assert_entries(nothing, KV_ABI_IA32, "", false);
}

/* A table that says it is larger than the file, and a dispatch function without code. */
static void test_hostile(void)
{
	static const uint64_t words[] = {FUNCTION(0)};
	image made = image_new(ET_EXEC, EM_X86_64, words, 1);
	g_autoptr(kv_index) index = NULL;

	add_function(&made, "__x64_sys_read");
	elf_writer_symbol(made.writer, "sys_call_table", STB_GLOBAL, STT_OBJECT, made.data, DATA,
			  UINT64_MAX);
	elf_writer_symbol(made.writer, "ia32_sys_call", STB_GLOBAL, STT_FUNC, made.text,
			  UINT64_MAX - 8, UINT64_MAX);
	elf_writer_symbol(made.writer, "x32_sys_call", STB_GLOBAL, STT_FUNC, made.text, FUNCTION(1),
			  0);
	index = index_of(&made, KV_OBJECT_VMLINUX);
	assert_entries(index, KV_ABI_NATIVE, "0 __x64_sys_read read", false);
	assert_entries(index, KV_ABI_IA32, "", false);
	assert_entries(index, KV_ABI_X32, "", false);
}

static const kv_pointer *only_pointer_to(const kv_index *index, const char *name)
{
	kv_ids named = kv_index_symbols_named(index, name);
	kv_run run;

	g_assert_cmpuint(named.count, ==, 1);
	run = kv_index_pointers_to(index, named.id[0]);
	g_assert_cmpuint(run.count, ==, 1);
	return kv_index_pointer(index, run.first);
}

static void test_pointers(void)
{
	static const uint64_t words[] = {
		FUNCTION(0), /* in no object */
		0,
		FUNCTION(1),	 /* in `operations` */
		FUNCTION(2) + 1, /* of no function's beginning */
		FUNCTION(2),	 /* among the ftrace locations */
	};
	image made = image_new(ET_EXEC, EM_X86_64, words, G_N_ELEMENTS(words));
	g_autoptr(kv_index) index = NULL;
	const kv_pointer *pointer;

	add_function(&made, "lonely");
	add_function(&made, "operation");
	add_function(&made, "traced");
	add_object(&made, "operations", 1, 3);
	elf_writer_symbol(made.writer, "__start_mcount_loc", STB_GLOBAL, STT_NOTYPE, made.data,
			  DATA + 32, 0);
	elf_writer_symbol(made.writer, "__stop_mcount_loc", STB_GLOBAL, STT_NOTYPE, made.data,
			  DATA + 40, 0);
	index = index_of(&made, KV_OBJECT_VMLINUX);

	g_assert_cmpuint(kv_index_pointer_count(index), ==, 2);
	g_assert_cmpuint(only_pointer_to(index, "lonely")->holder, ==, KV_NONE);
	pointer = only_pointer_to(index, "operation");
	g_assert_cmpstr(symbol_name(index, pointer->holder), ==, "operations");
	g_assert_cmpuint(pointer->offset, ==, 8);
	g_assert_cmpuint(pointer->flags, ==, 0);
	g_assert_cmpstr(kv_index_string(index, pointer->type), ==, "");
}

/* In a module relocations say what is pointed to; those of ftrace's table are none. */
static void test_module_pointers(void)
{
	static const char modinfo[] = "name=sample";
	g_autoptr(elf_writer) writer = elf_writer_new(ET_REL, EM_X86_64);
	uint16_t text = (uint16_t)elf_writer_section(writer, ".text", SHT_PROGBITS,
						     SHF_ALLOC | SHF_EXECINSTR, 0, NULL, 0x40);
	uint16_t data = (uint16_t)elf_writer_section(writer, ".data", SHT_PROGBITS,
						     SHF_ALLOC | SHF_WRITE, 0, NULL, 0x40);
	uint32_t table =
		elf_writer_section(writer, "__mcount_loc", SHT_PROGBITS, SHF_ALLOC, 0, NULL, 8);
	uint32_t section = elf_writer_symbol(writer, "", STB_LOCAL, STT_SECTION, text, 0, 0);
	image made = {.writer = g_steal_pointer(&writer)};
	g_autoptr(kv_index) index = NULL;
	const kv_pointer *pointer;

	elf_writer_section(made.writer, ".modinfo", SHT_PROGBITS, SHF_ALLOC, 0, modinfo,
			   sizeof(modinfo));
	elf_writer_symbol(made.writer, "first", STB_LOCAL, STT_FUNC, text, 0, 0x20);
	elf_writer_symbol(made.writer, "second", STB_LOCAL, STT_FUNC, text, 0x20, 0x20);
	elf_writer_symbol(made.writer, "operations", STB_LOCAL, STT_OBJECT, data, 0x10, 0x20);
	elf_writer_relocation(made.writer, data, 0x18, section, R_X86_64_64, 0x20);
	elf_writer_relocation(made.writer, data, 0x20, section, R_X86_64_PC32, 0);
	elf_writer_relocation(made.writer, table, 0, section, R_X86_64_64, 0x20);
	index = index_of(&made, KV_OBJECT_MODULE);

	g_assert_cmpuint(kv_index_pointer_count(index), ==, 1);
	pointer = only_pointer_to(index, "second");
	g_assert_cmpstr(symbol_name(index, pointer->holder), ==, "operations");
	g_assert_cmpuint(pointer->offset, ==, 8);
	assert_entries(index, KV_ABI_NATIVE, "", true);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/code-tables/relocated", test_relocated);
	g_test_add_func("/code-tables/shared-table", test_shared_table);
	g_test_add_func("/code-tables/unknown", test_unknown);
	g_test_add_func("/code-tables/hostile", test_hostile);
	g_test_add_func("/code-tables/pointers", test_pointers);
	g_test_add_func("/code-tables/module-pointers", test_module_pointers);
	return g_test_run();
}
