/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine/fixup.h"

#include <elf.h>
#include <stddef.h>

/* Power ELF ABI, section 3.5; elf.h of glibc 2.36 does not have them. */
#define R_PPC64_REL24_NOTOC 116
#define R_PPC64_PCREL34 132

/*
 * Relocation types: the psABI supplements of each machine. The first argument is in rdi, x0, r2
 * and r3.
 */
static const kv_machine machines[] = {
	{
		.machine = EM_X86_64,
		.pointer = R_X86_64_64,
		.shows_member_stores = true,
		.load_count = 4,
		.loads =
			{
				/* mov $variable,%rdi */
				{R_X86_64_32S, 0, 3, 3, {0xff, 0xff, 0xff}, {0x48, 0xc7, 0xc7}},
				/* mov $variable,%edi */
				{R_X86_64_32, 0, 1, 1, {0xff}, {0xbf}},
				/* lea variable(%rip),%rdi: from the end of the field */
				{R_X86_64_PC32, 4, 3, 3, {0xff, 0xff, 0xff}, {0x48, 0x8d, 0x3d}},
				{R_X86_64_PLT32, 4, 3, 3, {0xff, 0xff, 0xff}, {0x48, 0x8d, 0x3d}},
			},
		.call_count = 2,
		.calls =
			{
				/* call, jmp; binutils before 2.31 wrote PC32 */
				{R_X86_64_PLT32, 4, 1, 1, {0xfe}, {0xe8}},
				{R_X86_64_PC32, 4, 1, 1, {0xfe}, {0xe8}},
			},
	},
	{
		.machine = EM_AARCH64,
		.pointer = R_AARCH64_ABS64,
		.load_count = 1,
		.loads =
			{
				/* add x0,xN,:lo12:variable */
				{R_AARCH64_ADD_ABS_LO12_NC,
				 0,
				 0,
				 4,
				 {0x1f, 0x00, 0xc0, 0xff},
				 {0x00, 0x00, 0x00, 0x91}},
			},
		.call_count = 2,
		.calls =
			{
				{.type = R_AARCH64_CALL26},
				{.type = R_AARCH64_JUMP26},
			},
	},
	{
		.machine = EM_S390,
		.pointer = R_390_64,
		.load_count = 1,
		.loads =
			{
				/* larl %r2,variable: from two bytes in front of it */
				{R_390_PC32DBL, -2, 2, 2, {0xff, 0xff}, {0xc0, 0x20}},
			},
		.call_count = 2,
		.calls =
			{
				{.type = R_390_PLT32DBL, .adjust = -2},
				/* brasl, brcl */
				{R_390_PC32DBL, -2, 2, 2, {0xff, 0x0e}, {0xc0, 0x04}},
			},
	},
	{
		.machine = EM_PPC64,
		.pointer = R_PPC64_ADDR64,
		.load_count = 2,
		.loads =
			{
				/* addi r3,rN,variable@toc@l */
				{R_PPC64_TOC16_LO,
				 0,
				 0,
				 4,
				 {0x00, 0x00, 0xe0, 0xff},
				 {0x00, 0x00, 0x60, 0x38}},
				/* pla r3,variable@pcrel: the prefix, then addi r3,.. */
				{R_PPC64_PCREL34,
				 0,
				 0,
				 8,
				 {0, 0, 0, 0, 0x00, 0x00, 0xe0, 0xff},
				 {0, 0, 0, 0, 0x00, 0x00, 0x60, 0x38}},
			},
		.call_count = 2,
		.calls =
			{
				{.type = R_PPC64_REL24},
				{.type = R_PPC64_REL24_NOTOC},
			},
	},
};

const kv_machine *kv_machine_find(uint16_t machine)
{
	for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++)
		if (machines[i].machine == machine)
			return &machines[i];
	return NULL;
}

static bool instruction_matches(const kv_fixup *instruction, const uint8_t *bytes, uint64_t size,
				uint64_t offset)
{
	if (instruction->size == 0)
		return true;
	if (!bytes || offset > size || instruction->before > offset)
		return false;
	if (size - (offset - instruction->before) < instruction->size)
		return false;

	const uint8_t *start = bytes + offset - instruction->before;

	for (unsigned int i = 0; i < instruction->size; i++)
		if ((start[i] & instruction->mask[i]) != instruction->value[i])
			return false;
	return true;
}

const kv_fixup *kv_fixup_match(const kv_fixup *instructions, unsigned int count, uint32_t type,
			       const uint8_t *bytes, uint64_t size, uint64_t offset)
{
	for (unsigned int i = 0; i < count; i++)
		if (instructions[i].type == type &&
		    instruction_matches(&instructions[i], bytes, size, offset))
			return &instructions[i];
	return NULL;
}

int8_t kv_machine_adjust(const kv_machine *machine, uint32_t type)
{
	for (unsigned int i = 0; i < machine->load_count; i++)
		if (machine->loads[i].type == type)
			return machine->loads[i].adjust;
	return 0;
}
