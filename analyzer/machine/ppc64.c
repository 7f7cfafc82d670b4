/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine/description.h"

/* Power ELF ABI, section 3.5; elf.h of glibc 2.36 does not have them. */
#define R_PPC64_REL24_NOTOC 116
#define R_PPC64_PCREL34 132

static const kv_field fields[] = {
	[R_PPC64_ADDR64] = {.kind = KV_FIELD_ABSOLUTE, .width = 8},
};

static const kv_fixup loads[] = {
	/* addi r3,rN,variable@toc@l */
	{R_PPC64_TOC16_LO, 0, 4, {0x00, 0x00, 0xe0, 0xff}, {0x00, 0x00, 0x60, 0x38}},
	/* pla r3,variable@pcrel: the prefix, then addi r3,.. */
	{R_PPC64_PCREL34,
	 0,
	 8,
	 {0, 0, 0, 0, 0x00, 0x00, 0xe0, 0xff},
	 {0, 0, 0, 0, 0x00, 0x00, 0x60, 0x38}},
};

static const kv_fixup calls[] = {
	{.type = R_PPC64_REL24},
	{.type = R_PPC64_REL24_NOTOC},
};

/* Little-endian: big-endian modules point to function descriptors (ELF ABI version 1). */
const kv_machine kv_machine_ppc64 = {
	.number = EM_PPC64,
	.name = "ppc64",
	.folder = "powerpc",
	.compile_flags = "--target=powerpc64le-linux-gnu -m64 -mlittle-endian",
	KV_LIST(fields, field_count, fields),
	.reads_modules = true,
	KV_LIST(loads, load_count, loads),
	KV_LIST(calls, call_count, calls),
	.call_length = 4,
};
