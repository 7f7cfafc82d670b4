/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine/description.h"

/* s390x ELF ABI, section 3.6. Fields of code count from two bytes in front of them. */
static const kv_field fields[] = {
	[R_390_64] = {.kind = KV_FIELD_ABSOLUTE, .width = 8},
	[R_390_PC32DBL] = {.kind = KV_FIELD_RELATIVE, .width = 4, .adjust = -2},
	[R_390_PLT32DBL] = {.kind = KV_FIELD_RELATIVE, .width = 4, .adjust = -2},
};

static const kv_fixup loads[] = {
	/* larl %r2,variable */
	{R_390_PC32DBL, 2, 2, {0xff, 0xff}, {0xc0, 0x20}},
};

static const kv_fixup calls[] = {
	{.type = R_390_PLT32DBL},
	/* brasl, brcl */
	{R_390_PC32DBL, 2, 2, {0xff, 0x0e}, {0xc0, 0x04}},
};

const kv_machine kv_machine_s390x = {
	.number = EM_S390,
	.big_endian = true,
	.name = "s390x",
	.folder = "s390",
	.compile_flags = "--target=s390x-linux-gnu -m64",
	KV_LIST(fields, field_count, fields),
	.reads_modules = true,
	KV_LIST(loads, load_count, loads),
	KV_LIST(calls, call_count, calls),
};
