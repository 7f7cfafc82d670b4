/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <elf.h>
#include <glib.h>
#include <string.h>

#include "elf_writer.h"
#include "indexer/code_run.h"

#define BASE UINT64_C(0xffffffff81000000)

/* What a run is made of, and its tables. */
typedef struct {
	kv_elf *elf;
	kv_symbol_list *symbols;
	kv_section_addresses *addresses;
	kv_dwarf *dwarf;
	kv_code_run *run;
	kv_code_tables *tables;
} reading;

static void reading_clear(reading *of)
{
	kv_code_run_free(of->run);
	kv_dwarf_free(of->dwarf);
	g_clear_pointer(&of->addresses, g_array_unref);
	kv_symbol_list_free(of->symbols);
	kv_elf_free(of->elf);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(reading, reading_clear)

static reading read_code(elf_writer *writer, kv_object_kind kind)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_file) file = elf_writer_file(writer, "image");
	reading of = {.elf = kv_elf_open(file, &error)};

	g_assert_no_error(error);
	of.dwarf =
		kv_dwarf_read(file, kind, 1, false, kind == KV_OBJECT_MODULE ? &of.addresses : NULL);
	of.symbols = kv_symbol_list_read(of.elf, kind, of.addresses);
	of.run = kv_code_run_new(of.elf, kind, of.symbols, of.addresses);
	of.tables = kv_code_run_finish(of.run, of.dwarf);
	return of;
}

static const char *name_of(const reading *of, uint32_t symbol)
{
	return symbol == KV_NONE ? "-" : kv_symbol_list_at(of->symbols, symbol)->name;
}

/* The calls as "caller+offset kind callee", in order of their sites. */
static char *describe(const reading *of)
{
	static const char *const kinds[] = {
		[KV_CALL_CALL] = "call",
		[KV_CALL_TAIL] = "tail",
		[KV_CALL_TAIL_CONDITIONAL] = "conditional",
		[KV_CALL_INDIRECT] = "indirect",
		[KV_CALL_INDIRECT_TAIL] = "indirect-tail",
	};
	const GByteArray *texts = kv_strings_bytes(of->tables->strings);
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < of->tables->calls->len; i++) {
		const kv_code_edge *at = &g_array_index(of->tables->calls, kv_code_edge, i);
		const char *callee = at->call.flags & KV_CALL_EXTERNAL
					     ? (const char *)texts->data + at->call.callee
					     : name_of(of, at->call.callee);

		g_string_append_printf(text, "%s:%x %s %s%s%s\n", name_of(of, at->caller),
				       at->call.site, kinds[at->call.kind], callee,
				       at->call.flags & KV_CALL_FROM_COLD ? " cold" : "",
				       at->call.flags & KV_CALL_EXTERNAL ? " external" : "");
	}
	return g_string_free(text, FALSE);
}

static void put_relative(uint8_t *code, uint32_t at, uint32_t field, uint32_t target)
{
	int32_t distance = (int32_t)(target - (at + field + 4));

	memcpy(code + at + field, &distance, sizeof(distance));
}

static void put_call(uint8_t *code, uint32_t at, uint32_t target)
{
	code[at] = 0xe8;
	put_relative(code, at, 1, target);
}

static void put_jump(uint8_t *code, uint32_t at, uint32_t target)
{
	code[at] = 0xe9;
	put_relative(code, at, 1, target);
}

static void put_je(uint8_t *code, uint32_t at, uint32_t target)
{
	code[at] = 0x0f;
	code[at + 1] = 0x84;
	put_relative(code, at, 2, target);
}

/*
 * outer at 0, of which inner (a label) is a part; two functions called twin at 0x40 and 0x80, and
 * their cold parts at 0x100 (of the second) and 0x110 (of the first); thunks at 0x140; nobody's
 * code at 0x160; a static function behind it with an alias.
 */
static elf_writer *vmlinux(uint8_t code[0x200], uint64_t *tables)
{
	elf_writer *writer = elf_writer_new(ET_EXEC, EM_X86_64);
	const struct {
		const char *name;
		uint8_t binding, type;
		uint32_t at, size;
	} symbols[] = {
		{"outer", STB_GLOBAL, STT_FUNC, 0, 0x40},
		{"inner", STB_LOCAL, STT_NOTYPE, 0x30, 0},
		{"twin", STB_LOCAL, STT_FUNC, 0x40, 0x20},
		{"twin", STB_LOCAL, STT_FUNC, 0x80, 0x20},
		{"twin.cold", STB_LOCAL, STT_FUNC, 0x100, 0x10},
		{"twin.cold", STB_LOCAL, STT_FUNC, 0x110, 0x10},
		{"__x86_indirect_thunk_rax", STB_GLOBAL, STT_FUNC, 0x140, 0x10},
		{"__x86_return_thunk", STB_GLOBAL, STT_FUNC, 0x150, 0x8},
		{"__fentry__", STB_GLOBAL, STT_FUNC, 0x158, 0x8},
		{"weak_alias", STB_WEAK, STT_FUNC, 0x180, 0x20},
		{"leaf", STB_LOCAL, STT_FUNC, 0x180, 0x20},
		{"entry_label", STB_GLOBAL, STT_NOTYPE, 0x1a0, 0},
	};
	uint16_t text;

	memset(code, 0x90, 0x200);
	put_call(code, 0x00, 0x158); /* __fentry__ */
	put_call(code, 0x05, 0x40);  /* the first twin */
	put_call(code, 0x0a, 0x180); /* leaf, by any name */
	put_call(code, 0x0f, 0x140); /* a retpoline */
	put_je(code, 0x14, 0x80);    /* to the second twin */
	put_je(code, 0x1a, 0x30);    /* inside */
	put_call(code, 0x20, 0x0);   /* itself */
	put_call(code, 0x25, 0x160); /* code without a symbol */
	put_jump(code, 0x30, 0x150); /* return */
	put_jump(code, 0x35, 0x140); /* through a retpoline */

	put_je(code, 0x40, 0x110);   /* its cold part */
	put_call(code, 0x46, 0x30);  /* a label inside outer */
	put_jump(code, 0x5b, 0x1a0); /* what only has a label */

	put_je(code, 0x80, 0x104); /* into its cold part */
	code[0x86] = 0xff;	   /* jmp *table(,%rdi,8), a switch */
	code[0x87] = 0x24;
	code[0x88] = 0xfd;
	memcpy(code + 0x89, &(uint32_t){(uint32_t)(BASE + 0x1000)}, 4);
	code[0x8d] = 0xff; /* jmp *table(,%rdi,8), a table of functions */
	code[0x8e] = 0x24;
	code[0x8f] = 0xfd;
	memcpy(code + 0x90, &(uint32_t){(uint32_t)(BASE + 0x1008)}, 4);

	put_call(code, 0x104, 0x180); /* leaf */
	put_jump(code, 0x109, 0x90);  /* back */
	put_jump(code, 0x110, 0x50);  /* back */
	put_call(code, 0x160, 0x180); /* by nobody */
	put_jump(code, 0x180, 0x181); /* inside */
	put_call(code, 0x1a0, 0x180);

	tables[0] = BASE + 0x86;
	tables[1] = BASE + 0x180;
	text = (uint16_t)elf_writer_section(writer, ".text", SHT_PROGBITS,
					    SHF_ALLOC | SHF_EXECINSTR, BASE, code, 0x200);
	elf_writer_section(writer, ".rodata", SHT_PROGBITS, SHF_ALLOC, BASE + 0x1000, tables, 16);
	for (gsize i = 0; i < G_N_ELEMENTS(symbols); i++)
		elf_writer_symbol(writer, symbols[i].name, symbols[i].binding, symbols[i].type,
				  text, BASE + symbols[i].at, symbols[i].size);
	return writer;
}

static void test_vmlinux(void)
{
	uint8_t code[0x200];
	uint64_t tables[2];
	g_autoptr(elf_writer) writer = vmlinux(code, tables);
	g_auto(reading) of = read_code(writer, KV_OBJECT_VMLINUX);
	g_autofree char *found = describe(&of);

	g_assert_true(of.tables->complete);
	g_assert_cmphex(of.tables->text_base, ==, BASE);
	g_assert_cmpstr(found, ==,
			"outer:5 call twin\n"
			"outer:a call weak_alias\n"
			"outer:f indirect -\n"
			"outer:14 conditional twin\n"
			"outer:20 call outer\n"
			"outer:35 indirect-tail -\n"
			"twin:46 call outer\n"
			"twin:5b tail entry_label\n"
			"twin:8d indirect-tail -\n"
			"twin:104 call weak_alias cold\n"
			"entry_label:1a0 call weak_alias\n");
}

/* Each cold part is of the function of its name that jumps there. */
static void test_cold(void)
{
	uint8_t code[0x200];
	uint64_t tables[2];
	g_autoptr(elf_writer) writer = vmlinux(code, tables);
	g_auto(reading) of = read_code(writer, KV_OBJECT_VMLINUX);
	guint cold = 0;

	for (guint i = 0; i < of.tables->pieces->len; i++) {
		const kv_piece *piece = &g_array_index(of.tables->pieces, kv_piece, i);
		uint64_t owner = kv_symbol_list_at(of.symbols, piece->owner)->address - BASE;

		if (piece->offset == 0x100 || piece->offset == 0x110) {
			g_assert_cmphex(owner, ==, piece->offset == 0x100 ? 0x80 : 0x40);
			cold++;
		} else {
			g_assert_cmphex(owner, ==, piece->offset);
		}
	}
	g_assert_cmpuint(cold, ==, 2);
	/* 0x160 is nobody's; entry_label reaches to the end of its section. */
	g_assert_cmpuint(of.tables->pieces->len, ==, 10);
}

/* Fields are 0 in a module: only relocations tell where calls go. */
static void test_module(void)
{
	static const uint8_t code[0x40] = {
		0xe8, 0,    0, 0, 0,	/* 0: call _printk */
		0xe8, 0,    0, 0, 0,	/* 5: call second, by its section */
		0x0f, 0x84, 0, 0, 0, 0, /* a: je first.cold */
		0xe8, 0,    0, 0, 0,	/* 10: call __x86_indirect_thunk_rax */
		0xe9, 0,    0, 0, 0,	/* 15: jmp __x86_return_thunk */
		0xe9, 0,    0, 0, 0,	/* 1a: jmp _printk */
	};
	static const uint8_t unlikely[0x10] = {0xe9, 0, 0, 0, 0};
	g_autoptr(elf_writer) writer = elf_writer_new(ET_REL, EM_X86_64);
	uint16_t text = (uint16_t)elf_writer_section(
		writer, ".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, 0, code, sizeof(code));
	uint16_t cold = (uint16_t)elf_writer_section(writer, ".text.unlikely", SHT_PROGBITS,
						     SHF_ALLOC | SHF_EXECINSTR, 0, unlikely,
						     sizeof(unlikely));
	uint32_t text_symbol = elf_writer_symbol(writer, "", STB_LOCAL, STT_SECTION, text, 0, 0);
	uint32_t cold_symbol = elf_writer_symbol(writer, "", STB_LOCAL, STT_SECTION, cold, 0, 0);
	uint32_t printk = elf_writer_symbol(writer, "_printk", STB_GLOBAL, STT_NOTYPE, 0, 0, 0);
	uint32_t indirect = elf_writer_symbol(writer, "__x86_indirect_thunk_rax", STB_GLOBAL,
					      STT_NOTYPE, 0, 0, 0);
	uint32_t back =
		elf_writer_symbol(writer, "__x86_return_thunk", STB_GLOBAL, STT_NOTYPE, 0, 0, 0);

	elf_writer_symbol(writer, "first", STB_LOCAL, STT_FUNC, text, 0, 0x20);
	elf_writer_symbol(writer, "second", STB_LOCAL, STT_FUNC, text, 0x20, 0x20);
	elf_writer_symbol(writer, "first.cold", STB_LOCAL, STT_FUNC, cold, 0, 0x10);
	elf_writer_relocation(writer, text, 0x01, printk, R_X86_64_PLT32, -4);
	elf_writer_relocation(writer, text, 0x06, text_symbol, R_X86_64_PC32, 0x20 - 4);
	elf_writer_relocation(writer, text, 0x0c, cold_symbol, R_X86_64_PC32, -4);
	elf_writer_relocation(writer, text, 0x11, indirect, R_X86_64_PLT32, -4);
	elf_writer_relocation(writer, text, 0x16, back, R_X86_64_PLT32, -4);
	elf_writer_relocation(writer, text, 0x1b, printk, R_X86_64_PLT32, -4);
	elf_writer_relocation(writer, cold, 0x01, text_symbol, R_X86_64_PC32, 0x10 - 4);
	{
		g_auto(reading) of = read_code(writer, KV_OBJECT_MODULE);
		g_autofree char *found = describe(&of);

		g_assert_cmpstr(found, ==,
				"first:0 call _printk external\n"
				"first:5 call second\n"
				"first:10 indirect -\n"
				"first:1a tail _printk external\n");
	}
}

/* Code of another architecture is not decoded, and nothing is claimed of it. */
static void test_other_machine(void)
{
	static const uint8_t code[0x20];
	g_autoptr(elf_writer) writer = elf_writer_new(ET_EXEC, EM_AARCH64);
	uint16_t text = (uint16_t)elf_writer_section(
		writer, ".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, BASE, code, sizeof(code));

	elf_writer_symbol(writer, "first", STB_GLOBAL, STT_FUNC, text, BASE, 0x20);
	{
		g_auto(reading) of = read_code(writer, KV_OBJECT_VMLINUX);

		g_assert_false(of.tables->complete);
		g_assert_cmpuint(of.tables->calls->len, ==, 0);
		g_assert_cmpuint(of.tables->pieces->len, ==, 1);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/code/vmlinux", test_vmlinux);
	g_test_add_func("/code/cold", test_cold);
	g_test_add_func("/code/module", test_module);
	g_test_add_func("/code/other-machine", test_other_machine);
	return g_test_run();
}
