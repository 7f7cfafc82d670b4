/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine/description.h"

/* ELF for the Arm 64-bit Architecture, section 5.7 */
static const kv_field fields[] = {
	[R_AARCH64_ABS64] = {.kind = KV_FIELD_ABSOLUTE, .width = 8},
};

static const kv_fixup loads[] = {
	/* add x0,xN,:lo12:variable */
	{R_AARCH64_ADD_ABS_LO12_NC, 0, 4, {0x1f, 0x00, 0xc0, 0xff}, {0x00, 0x00, 0x00, 0x91}},
};

static const kv_fixup calls[] = {
	{.type = R_AARCH64_CALL26},
	{.type = R_AARCH64_JUMP26},
};

const kv_machine kv_machine_arm64 = {
	.number = EM_AARCH64,
	.name = "arm64",
	.folder = "arm64",
	.compile_flags =
		"--target=aarch64-linux-gnu -mgeneral-regs-only -DKASAN_SHADOW_SCALE_SHIFT=",
	KV_LIST(fields, field_count, fields),
	.reads_modules = true,
	KV_LIST(loads, load_count, loads),
	KV_LIST(calls, call_count, calls),
	.call_length = 4,
	/*
	 * DYNAMIC_FTRACE_WITH_CALL_OPS puts two of the patchable instructions before the function
	 * and records the first of them: arch/arm64/kernel/ftrace.c, ftrace_call_adjust().
	 */
	.entry_before = 8,
};
