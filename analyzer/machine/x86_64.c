/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine/description.h"

/* x86-64 psABI, table 4.9. Fields of code count from the end of their four bytes. */
static const kv_field fields[] = {
	[R_X86_64_NONE] = {.kind = KV_FIELD_NONE},
	[R_X86_64_64] = {.kind = KV_FIELD_ABSOLUTE, .width = 8},
	[R_X86_64_32] = {.kind = KV_FIELD_ABSOLUTE, .width = 4},
	[R_X86_64_32S] = {.kind = KV_FIELD_ABSOLUTE, .width = 4},
	[R_X86_64_PC32] = {.kind = KV_FIELD_RELATIVE, .width = 4, .adjust = 4},
	[R_X86_64_PLT32] = {.kind = KV_FIELD_CALL, .width = 4, .adjust = 4},
	[R_X86_64_PC64] = {.kind = KV_FIELD_RELATIVE, .width = 8},
};

static const kv_fixup loads[] = {
	/* mov $variable,%rdi */
	{R_X86_64_32S, 3, 3, {0xff, 0xff, 0xff}, {0x48, 0xc7, 0xc7}},
	/* mov $variable,%edi */
	{R_X86_64_32, 1, 1, {0xff}, {0xbf}},
	/* lea variable(%rip),%rdi */
	{R_X86_64_PC32, 3, 3, {0xff, 0xff, 0xff}, {0x48, 0x8d, 0x3d}},
	{R_X86_64_PLT32, 3, 3, {0xff, 0xff, 0xff}, {0x48, 0x8d, 0x3d}},
};

static const kv_fixup calls[] = {
	/* call, jmp; binutils before 2.31 wrote PC32 */
	{R_X86_64_PLT32, 1, 1, {0xfe}, {0xe8}},
	{R_X86_64_PC32, 1, 1, {0xfe}, {0xe8}},
};

/* Registers as instructions number them. */
enum { RAX, RCX, RDX, RSI = 6, RDI, R8, R9, R10, R11 };

const kv_machine kv_machine_x86_64 = {
	.number = EM_X86_64,
	.name = "x86-64",
	.folder = "x86",
	.compile_flags =
		"--target=x86_64-linux-gnu -m64 -mcmodel=kernel -mno-sse -mno-mmx -mno-sse2 "
		"-mno-avx -DCONFIG_X86_X32_ABI -DCC_USING_FENTRY",
	KV_LIST(fields, field_count, fields),
	.reads_modules = true,
	.relocates_debug = true,
	KV_LIST(loads, load_count, loads),
	KV_LIST(calls, call_count, calls),
	.shows_member_stores = true,
	.ignored_import = "_GLOBAL_OFFSET_TABLE_",
	/* A store of a constant counts from the end of the constant, of up to four bytes. */
	.store_slack = 4,
	.decoded = true,
	/* System V ABI for x86-64, 3.2.3 */
	.arguments = {RDI, RSI, RDX, RCX, R8, R9},
	.clobbered = {RAX, RDI, RSI, RDX, RCX, R8, R9, R10, R11},
	/* arch/x86/Makefile: the padding of call depth tracking and FineIBT. */
	.entries_are_padding = true,
};
