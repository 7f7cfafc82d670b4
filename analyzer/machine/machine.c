/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine/machine.h"

static const kv_machine *const machines[] = {
	&kv_machine_x86_64, &kv_machine_arm64, &kv_machine_s390x,
	&kv_machine_ppc64,  &kv_machine_riscv, &kv_machine_loongarch,
};

static const kv_machine unknown = {.name = "an unknown machine"};

const kv_machine *kv_machine_find(uint16_t number)
{
	for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++)
		if (machines[i]->number == number)
			return machines[i];
	return &unknown;
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

bool kv_fixup_match(const kv_fixup *instructions, unsigned int count, uint32_t type,
		    const uint8_t *bytes, uint64_t size, uint64_t offset)
{
	for (unsigned int i = 0; i < count; i++)
		if (instructions[i].type == type &&
		    instruction_matches(&instructions[i], bytes, size, offset))
			return true;
	return false;
}
