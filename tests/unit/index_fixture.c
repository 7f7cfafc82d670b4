/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "index_fixture.h"

#include <elf.h>

#include "elf/elf.h"
#include "elf_writer.h"
#include "indexer/code_tables.h"
#include "indexer/ftrace.h"
#include "indexer/identity.h"
#include "indexer/symbols.h"
#include "indexer/write.h"

static const char banner[] = "Linux version 6.1.0-test (me@here) #1 SMP\n";
static const char vermagic[] = "6.1.0-test SMP preempt mod_unload ";

static const uint64_t locations[] = {0x1000, 0x1100, 0x1140, 0x1300};

static const struct {
	const char *name;
	uint8_t binding, type;
	uint64_t address, size;
} functions[] = {
	{"show", STB_LOCAL, STT_FUNC, 0x1100, 0x30},
	{"show", STB_LOCAL, STT_FUNC, 0x1000, 0x40},
	{"show_all", STB_GLOBAL, STT_FUNC, 0x1200, 0x40},
	{"alias_of_show_all", STB_LOCAL, STT_FUNC, 0x1200, 0x40},
	{"split.part.0", STB_LOCAL, STT_FUNC, 0x1300, 0x20},
	{"__initcall__kmod_core__7_42_start6", STB_LOCAL, STT_NOTYPE, 0x1240, 0},
	{"__initcall__kmod_a__b__8_9_start_1_6", STB_LOCAL, STT_NOTYPE, 0x1248, 0},
	{"__initcall__kmod_core__9_43_stop6", STB_LOCAL, STT_NOTYPE, 0x1250, 0},
};

static const kv_dwarf_source sources[] = {
	{"split", "b.c", "void split(void)", "v()", 7, KV_DWARF_SOURCE_EXTERNAL},
	{"show", "b.c", "int show(int a)", "i4(i4)", 3, 0},
	{"show", "a.c", "long show(void)", "i8()", 9, KV_DWARF_SOURCE_INLINE},
	{"show_all", "a.c", "", "", 12, KV_DWARF_SOURCE_EXTERNAL},
};

/* By position in `sources`; the second stands at 0x1140, where no symbol is. */
static const kv_dwarf_function bodies[] = {
	{0x1300, 0, 0x20, 0, 0, 1}, {0x1140, 0, 0x20, 0, 1, 0}, {0x1200, 0x1400, 0x40, 0x8, 3, 1},
	{0x1100, 0, 0x30, 0, 1, 0}, {0x1000, 0, 0x40, 0, 2, 1},
};

static const kv_dwarf_copy copies[] = {
	{0x1220, 1, 2, 30, 0},
	{0x1210, 2, 2, 31, 0},
	{0x1208, 1, 2, 32, 0},
	{0x1310, 0, 0, 33, KV_DWARF_COPY_SELF},
};

static elf_writer *write_image(void)
{
	elf_writer *writer = elf_writer_new(ET_EXEC, EM_X86_64);
	uint16_t text = (uint16_t)elf_writer_section(
		writer, ".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, 0x1000, NULL, 0x800);
	uint16_t table = (uint16_t)elf_writer_section(writer, ".init.data", SHT_PROGBITS,
						      SHF_ALLOC | SHF_WRITE, 0x4000, locations,
						      sizeof(locations));
	uint16_t data = (uint16_t)elf_writer_section(writer, ".rodata", SHT_PROGBITS, SHF_ALLOC,
						     0x3000, banner, sizeof(banner));
	uint16_t more = (uint16_t)elf_writer_section(writer, ".rodata.more", SHT_PROGBITS,
						     SHF_ALLOC, 0x3800, vermagic, sizeof(vermagic));

	for (guint i = 0; i < G_N_ELEMENTS(functions); i++)
		elf_writer_symbol(writer, functions[i].name, functions[i].binding,
				  functions[i].type, text, functions[i].address, functions[i].size);
	elf_writer_symbol(writer, "show", STB_LOCAL, STT_OBJECT, data, 0x3008, 8);
	elf_writer_symbol(writer, "linux_banner", STB_GLOBAL, STT_OBJECT, data, 0x3000, 8);
	elf_writer_symbol(writer, "vermagic", STB_LOCAL, STT_OBJECT, more, 0x3800, 8);
	elf_writer_symbol(writer, "__start_mcount_loc", STB_GLOBAL, STT_NOTYPE, table, 0x4000, 0);
	elf_writer_symbol(writer, "__stop_mcount_loc", STB_GLOBAL, STT_NOTYPE, table,
			  0x4000 + sizeof(locations), 0);
	return writer;
}

static GArray *array_of(const void *elements, guint count, guint size)
{
	GArray *array = g_array_sized_new(FALSE, FALSE, size, count);

	g_array_append_vals(array, elements, count);
	return array;
}

static uint32_t number_of(const kv_symbol_list *symbols, const char *name)
{
	return symbols->by_name[kv_symbol_list_prefixed(symbols, name).first];
}

static void add_pieces(kv_code_tables *tables, const kv_symbol_list *symbols)
{
	const kv_piece pieces[] = {
		{0x000, 0x40, number_of(symbols, "show")},
		{0x200, 0x40, number_of(symbols, "show_all")},
		{0x300, 0x20, number_of(symbols, "split")},
		{0x400, 0x08, number_of(symbols, "show_all")},
	};

	g_array_append_vals(tables->pieces, pieces, G_N_ELEMENTS(pieces));
}

/* show calls show_all and split; show_all calls show (from its cold part), others and a pointer. */
static void add_calls(kv_code_tables *tables, const kv_symbol_list *symbols)
{
	uint32_t show = number_of(symbols, "show"), show_all = number_of(symbols, "show_all");
	uint32_t printk = kv_code_tables_string(tables, "_printk");
	uint32_t kfree = kv_code_tables_string(tables, "kfree");
	const kv_code_edge calls[] = {
		{{0x402, show, KV_NONE, KV_CALL_TAIL, KV_CALL_FROM_COLD, 0}, show_all},
		{{0x230, printk, 3, KV_CALL_CALL, KV_CALL_EXTERNAL, 0}, show_all},
		{{0x220, kfree, 0, KV_CALL_CALL, KV_CALL_EXTERNAL, 0}, show_all},
		{{0x210, KV_NONE, 3, KV_CALL_INDIRECT, 0, 0}, show_all},
		{{0x018, number_of(symbols, "split"), 1, KV_CALL_CALL, 0, 0}, show},
		{{0x010, show_all, 2, KV_CALL_CALL, 0, 0}, show},
	};

	g_array_append_vals(tables->calls, calls, G_N_ELEMENTS(calls));
}

static void add_tables(kv_code_tables *tables, const kv_symbol_list *symbols)
{
	uint32_t show = number_of(symbols, "show"), show_all = number_of(symbols, "show_all");
	uint32_t banner_symbol = number_of(symbols, "linux_banner");
	uint32_t through = kv_code_tables_string(tables, "kthread_create_on_node");
	const kv_pointer pointers[] = {
		{show_all, banner_symbol, 8, kv_code_tables_string(tables, "seq_operations"),
		 kv_code_tables_string(tables, "show"), 0},
		{show, banner_symbol, 0, 0, 0, 0},
		{show_all, KV_NONE, 0, 0, 0, 0},
		{show_all, show, 0x12, 0, 0, KV_POINTER_IN_CODE},
	};
	const kv_syscall syscalls[] = {
		{KV_ABI_IA32, 4, show_all, kv_code_tables_string(tables, "write")},
		{KV_ABI_NATIVE, 1, show_all, kv_code_tables_string(tables, "write")},
		{KV_ABI_NATIVE, 0, show, kv_code_tables_string(tables, "read")},
	};
	const kv_thread threads[] = {
		{kv_code_tables_string(tables, "kthread_worker_fn"), show, through,
		 KV_THREAD_EXTERNAL},
		{show_all, KV_NONE, through, 0},
		{show, show_all, through, 0},
	};
	const kv_loop loops[] = {{show_all, 3, 7, 1}, {show, KV_NONE, 0, 0}, {show, 2, 5, 0}};

	g_array_append_vals(tables->pointers, pointers, G_N_ELEMENTS(pointers));
	g_array_append_vals(tables->syscalls, syscalls, G_N_ELEMENTS(syscalls));
	g_array_append_vals(tables->threads, threads, G_N_ELEMENTS(threads));
	g_array_append_vals(tables->loops, loops, G_N_ELEMENTS(loops));
	tables->known_syscalls = 1 << KV_ABI_NATIVE | 1 << KV_ABI_IA32;
}

static kv_code_tables *code_tables(const kv_symbol_list *symbols)
{
	kv_code_tables *tables = kv_code_tables_new();

	tables->complete = true;
	tables->text_base = 0x1000;
	add_pieces(tables, symbols);
	add_calls(tables, symbols);
	add_tables(tables, symbols);
	return tables;
}

#define ARRAY_OF(list) array_of(list, G_N_ELEMENTS(list), sizeof(list[0]))

GBytes *index_fixture_bytes(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(elf_writer) writer = write_image();
	g_autoptr(kv_file) file = elf_writer_file(writer, "/boot/vmlinux-test");
	g_autoptr(kv_elf) elf = kv_elf_open(file, &error);
	g_autoptr(kv_symbol_list) symbols = kv_symbol_list_read(elf, KV_OBJECT_VMLINUX, NULL);
	g_autoptr(GArray) ftrace = kv_ftrace_read(elf, KV_OBJECT_VMLINUX, symbols, NULL);
	g_autoptr(kv_identity) identity = kv_identity_read(elf, KV_OBJECT_VMLINUX, symbols);
	g_autoptr(kv_code_tables) code = code_tables(symbols);
	g_autoptr(GArray) source_table = ARRAY_OF(sources);
	g_autoptr(GArray) function_table = ARRAY_OF(bodies);
	g_autoptr(GArray) copy_table = ARRAY_OF(copies);
	g_autoptr(GPtrArray) units = g_ptr_array_new();
	kv_klp_layout layout = {.func_size = 152, .object_size = 168, .patch_size = 200};
	const kv_variable variables[] = {{number_of(symbols, "linux_banner"), 1}};
	g_autoptr(GArray) variable_table = ARRAY_OF(variables);
	kv_dwarf dwarf = {
		.sources = source_table,
		.functions = function_table,
		.copies = copy_table,
		.units = units,
		.complete = true,
	};
	kv_index_parts parts = {
		.elf = elf,
		.file = kv_elf_file(elf),
		.identity = identity,
		.symbols = symbols,
		.ftrace = ftrace,
		.dwarf = &dwarf,
		.variables = variable_table,
		.code = code,
		.layout = &layout,
		.ksym_name_len = 512,
		.module_name_len = 56,
	};
	GBytes *bytes;

	g_assert_no_error(error);
	g_ptr_array_add(units, (gpointer)(uintptr_t) "b.c");
	g_ptr_array_add(units, (gpointer)(uintptr_t) "a.c");
	kv_ftrace_assign(symbols, ftrace);
	bytes = kv_index_lay_out(&parts, &error);
	g_assert_no_error(error);
	return bytes;
}
