/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "code/result.h"

enum { INSTRUCTIONS_MAX = 64, REGISTERS = 16 };

#define BIT(number) (1u << (number))

/* What calls keep: System V ABI for x86-64, 3.2.1. */
static const uint32_t kept_by_calls =
	BIT(KV_REGISTER_RBX) | BIT(KV_REGISTER_RBP) | BIT(12) | BIT(13) | BIT(14) | BIT(15);

static bool holds(uint32_t holders, uint8_t which)
{
	return which < REGISTERS && holders & BIT(which);
}

/* PREFETCHh and PREFETCHW do not fault. */
static bool is_prefetch(const uint8_t *bytes, const kv_instruction *instruction)
{
	unsigned int prefix = (bytes[0] & 0xf0) == 0x40 ? 1 : 0;

	return instruction->length > prefix + 2 && bytes[prefix] == 0x0f &&
	       (bytes[prefix + 1] == 0x18 || bytes[prefix + 1] == 0x0d);
}

static bool is_access(const uint8_t *bytes, const kv_instruction *instruction)
{
	return instruction->operation != KV_OPERATION_ADDRESS &&
	       instruction->operation != KV_OPERATION_NOP && !is_prefetch(bytes, instruction);
}

static bool dereferences(uint32_t holders, const kv_operand *operands, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++)
		if (operands[i].kind == KV_OPERAND_MEMORY && holds(holders, operands[i].base))
			return true;
	return false;
}

static bool asks(const kv_instruction *instruction, uint32_t holders, const kv_operand *operands,
		 unsigned int count)
{
	if (instruction->operation != KV_OPERATION_TEST &&
	    instruction->operation != KV_OPERATION_COMPARE)
		return false;
	for (unsigned int i = 0; i < count; i++)
		if (operands[i].kind == KV_OPERAND_REGISTER && holds(holders, operands[i].base))
			return true;
	return false;
}

static uint32_t holders_behind(const kv_instruction *instruction, uint32_t holders,
			       const kv_operand *operands, unsigned int count)
{
	bool copies = instruction->operation == KV_OPERATION_MOVE && count >= 2 &&
		      operands[0].kind == KV_OPERAND_REGISTER && operands[0].size == 8 &&
		      operands[1].kind == KV_OPERAND_REGISTER && operands[0].base < REGISTERS &&
		      holds(holders, operands[1].base);

	for (unsigned int i = 0; i < count; i++)
		if (operands[i].kind == KV_OPERAND_REGISTER && operands[i].written &&
		    operands[i].base < REGISTERS)
			holders &= ~BIT(operands[i].base);
	return copies ? holders | BIT(operands[0].base) : holders;
}

bool kv_code_result_dereferenced(const kv_decoder *decoder, const uint8_t *bytes, size_t size,
				 uint64_t address)
{
	uint32_t holders = BIT(KV_REGISTER_RAX);
	size_t offset = 0;

	for (int i = 0; i < INSTRUCTIONS_MAX && offset < size && holders; i++) {
		kv_operand operands[KV_OPERANDS_MAX];
		kv_instruction at;
		unsigned int count;

		kv_decode(decoder, bytes + offset, size - offset, address + offset, &at);
		if (at.kind == KV_INSTRUCTION_CALL || at.kind == KV_INSTRUCTION_INDIRECT_CALL) {
			holders &= kept_by_calls;
			offset += at.length;
			continue;
		}
		if (at.kind != KV_INSTRUCTION_OTHER)
			return false;
		count = kv_decode_operands(decoder, bytes + offset, &at, operands);
		if (asks(&at, holders, operands, count))
			return false;
		if (is_access(bytes + offset, &at) && dereferences(holders, operands, count))
			return true;
		holders = holders_behind(&at, holders, operands, count);
		offset += at.length;
	}
	return false;
}
