/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "code/decode.h"

#include <Zydis/Zydis.h>
#include <string.h>

struct kv_decoder {
	ZydisDecoder plain; /* leaves out what only operands need, and is faster */
	ZydisDecoder whole;
	kv_decode_resolve resolve;
	gpointer data;
};

kv_decoder *kv_decoder_new(kv_decode_resolve resolve, gpointer data)
{
	kv_decoder *decoder = g_new0(kv_decoder, 1);

	ZydisDecoderInit(&decoder->whole, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
	decoder->plain = decoder->whole;
	ZydisDecoderEnableMode(&decoder->plain, ZYDIS_DECODER_MODE_MINIMAL, ZYAN_TRUE);
	decoder->resolve = resolve;
	decoder->data = data;
	return decoder;
}

void kv_decoder_free(kv_decoder *decoder)
{
	g_free(decoder);
}

static kv_operation operation_of(ZydisMnemonic mnemonic)
{
	switch (mnemonic) {
	case ZYDIS_MNEMONIC_NOP:
		return KV_OPERATION_NOP;
	case ZYDIS_MNEMONIC_PAUSE:
		return KV_OPERATION_PAUSE;
	case ZYDIS_MNEMONIC_MOV:
		return KV_OPERATION_MOVE;
	case ZYDIS_MNEMONIC_MOVZX:
	case ZYDIS_MNEMONIC_MOVSX:
	case ZYDIS_MNEMONIC_MOVSXD:
		return KV_OPERATION_EXTEND;
	case ZYDIS_MNEMONIC_LEA:
		return KV_OPERATION_ADDRESS;
	case ZYDIS_MNEMONIC_CMP:
		return KV_OPERATION_COMPARE;
	case ZYDIS_MNEMONIC_TEST:
		return KV_OPERATION_TEST;
	case ZYDIS_MNEMONIC_ADD:
		return KV_OPERATION_ADD;
	case ZYDIS_MNEMONIC_SUB:
		return KV_OPERATION_SUBTRACT;
	case ZYDIS_MNEMONIC_AND:
		return KV_OPERATION_AND;
	case ZYDIS_MNEMONIC_OR:
		return KV_OPERATION_OR;
	case ZYDIS_MNEMONIC_XOR:
		return KV_OPERATION_XOR;
	case ZYDIS_MNEMONIC_INC:
		return KV_OPERATION_INCREMENT;
	case ZYDIS_MNEMONIC_DEC:
		return KV_OPERATION_DECREMENT;
	case ZYDIS_MNEMONIC_PUSH:
		return KV_OPERATION_PUSH;
	case ZYDIS_MNEMONIC_POP:
		return KV_OPERATION_POP;
	default:
		return KV_OPERATION_OTHER;
	}
}

static kv_instruction_kind kind_of(const ZydisDecodedInstruction *decoded)
{
	bool direct = decoded->raw.imm[0].is_relative;

	switch (decoded->mnemonic) {
	case ZYDIS_MNEMONIC_CALL:
		return direct ? KV_INSTRUCTION_CALL : KV_INSTRUCTION_INDIRECT_CALL;
	case ZYDIS_MNEMONIC_JMP:
		return direct ? KV_INSTRUCTION_JUMP : KV_INSTRUCTION_INDIRECT_JUMP;
	case ZYDIS_MNEMONIC_RET:
	case ZYDIS_MNEMONIC_IRET:
	case ZYDIS_MNEMONIC_IRETD:
	case ZYDIS_MNEMONIC_IRETQ:
	case ZYDIS_MNEMONIC_SYSRET:
	case ZYDIS_MNEMONIC_SYSEXIT:
		return KV_INSTRUCTION_RETURN;
	case ZYDIS_MNEMONIC_INT3:
	case ZYDIS_MNEMONIC_UD0:
	case ZYDIS_MNEMONIC_UD1:
	case ZYDIS_MNEMONIC_UD2:
		return KV_INSTRUCTION_TRAP;
	default:
		/* Jcc, LOOP, JRCXZ, XBEGIN: whatever else has a target may also go on. */
		return direct ? KV_INSTRUCTION_CONDITIONAL_JUMP : KV_INSTRUCTION_OTHER;
	}
}

/* Jcc is 70 to 7f with one byte, 0f 80 to 0f 8f with four. */
static uint8_t condition_of(const ZydisDecodedInstruction *decoded)
{
	bool is_short =
		decoded->opcode_map == ZYDIS_OPCODE_MAP_DEFAULT && decoded->opcode >> 4 == 0x7;
	bool is_near = decoded->opcode_map == ZYDIS_OPCODE_MAP_0F && decoded->opcode >> 4 == 0x8;

	return is_short || is_near ? decoded->opcode & 0xf : KV_CONDITION_NONE;
}

static bool resolve(const kv_decoder *decoder, const kv_instruction *instruction, uint8_t offset,
		    kv_reference *reference)
{
	return decoder->resolve &&
	       decoder->resolve(decoder->data, instruction->address + offset, reference);
}

/*
 * What a field of the instruction names: a relocation leaves the field itself without meaning.
 * @value is what it says without one; @relative: it counts from the end of the instruction.
 */
static uint64_t refer(const kv_decoder *decoder, kv_instruction *instruction, uint8_t offset,
		      uint64_t value, bool relative, uint32_t *external)
{
	uint64_t end = kv_instruction_end(instruction);
	kv_reference reference;

	if (!resolve(decoder, instruction, offset, &reference))
		return relative ? end + value : value;
	instruction->flags |= KV_INSTRUCTION_RELOCATED;
	*external = reference.external;
	if (reference.absolute || !relative)
		return reference.value;
	return reference.value + end - (instruction->address + offset);
}

static bool is_rip_relative(const ZydisDecodedInstruction *decoded)
{
	return decoded->raw.modrm.mod == 0 && decoded->raw.modrm.rm == 5;
}

/* ModRM 00 with SIB base 101 has a displacement and no base; SIB index 100 is no index. */
static bool is_fixed(const ZydisDecodedInstruction *decoded)
{
	return is_rip_relative(decoded) ||
	       (decoded->raw.modrm.mod == 0 && decoded->raw.modrm.rm == 4 &&
		decoded->raw.sib.base == 5 && decoded->raw.sib.index == 4);
}

static void read_memory(const kv_decoder *decoder, const ZydisDecodedInstruction *decoded,
			kv_instruction *instruction)
{
	if (decoded->raw.disp.size < 32)
		return;
	instruction->flags |= KV_INSTRUCTION_HAS_MEMORY;
	if (!(decoded->attributes & ZYDIS_ATTRIB_HAS_MODRM) || is_fixed(decoded))
		instruction->flags |= KV_INSTRUCTION_MEMORY_FIXED;
	instruction->memory = refer(
		decoder, instruction, decoded->raw.disp.offset, (uint64_t)decoded->raw.disp.value,
		(decoded->attributes & ZYDIS_ATTRIB_HAS_MODRM) && is_rip_relative(decoded),
		&instruction->target_external);
}

static void read_immediate(const kv_decoder *decoder, const ZydisDecodedInstruction *decoded,
			   kv_instruction *instruction)
{
	uint8_t offset = decoded->raw.imm[0].offset;
	uint64_t value = decoded->raw.imm[0].value.u;

	if (decoded->raw.imm[0].is_relative) {
		instruction->flags |= KV_INSTRUCTION_HAS_TARGET;
		instruction->target = refer(decoder, instruction, offset, value, true,
					    &instruction->target_external);
		return;
	}
	instruction->flags |= KV_INSTRUCTION_HAS_IMMEDIATE;
	instruction->immediate = (int64_t)refer(decoder, instruction, offset, value, false,
						&instruction->immediate_external);
}

static void decode_bad(uint64_t address, kv_instruction *instruction)
{
	*instruction = (kv_instruction){
		.address = address,
		.target_external = KV_DECODE_LOCAL,
		.immediate_external = KV_DECODE_LOCAL,
		.kind = KV_INSTRUCTION_BAD,
		.length = 1,
		.condition = KV_CONDITION_NONE,
	};
}

void kv_decode(const kv_decoder *decoder, const uint8_t *bytes, size_t size, uint64_t address,
	       kv_instruction *instruction)
{
	ZydisDecodedInstruction decoded;

	decode_bad(address, instruction);
	if (!ZYAN_SUCCESS(
		    ZydisDecoderDecodeInstruction(&decoder->plain, NULL, bytes, size, &decoded)))
		return;
	instruction->kind = (uint8_t)kind_of(&decoded);
	instruction->operation = (uint8_t)operation_of(decoded.mnemonic);
	instruction->length = decoded.length;
	if (instruction->kind == KV_INSTRUCTION_CONDITIONAL_JUMP)
		instruction->condition = condition_of(&decoded);
	if (decoded.raw.disp.size > 0)
		read_memory(decoder, &decoded, instruction);
	if (decoded.raw.imm[0].size > 0)
		read_immediate(decoder, &decoded, instruction);
}

/* Room is made for so many more. */
enum { INSTRUCTIONS_AT_ONCE = 256 };

void kv_decode_run(const kv_decoder *decoder, const uint8_t *bytes, size_t size, uint64_t address,
		   GArray *instructions)
{
	guint count = instructions->len;

	for (size_t at = 0; at < size; count++) {
		kv_instruction *next;

		if (count == instructions->len)
			g_array_set_size(instructions, count + INSTRUCTIONS_AT_ONCE);
		next = &g_array_index(instructions, kv_instruction, count);
		kv_decode(decoder, bytes + at, size - at, address + at, next);
		at += next->length;
	}
	g_array_set_size(instructions, count);
}

static uint8_t register_of(ZydisRegister number)
{
	ZydisRegister whole;

	if (number == ZYDIS_REGISTER_NONE)
		return KV_REGISTER_NONE;
	whole = ZydisRegisterGetLargestEnclosing(ZYDIS_MACHINE_MODE_LONG_64, number);
	if (whole == ZYDIS_REGISTER_RIP)
		return KV_REGISTER_RIP;
	if (whole < ZYDIS_REGISTER_RAX || whole > ZYDIS_REGISTER_R15)
		return KV_REGISTER_OTHER;
	return (uint8_t)(whole - ZYDIS_REGISTER_RAX);
}

static bool read_operand(const kv_instruction *instruction, const ZydisDecodedOperand *decoded,
			 kv_operand *operand)
{
	*operand = (kv_operand){
		.size = (uint8_t)MIN(decoded->size / 8, UINT8_MAX),
		.base = KV_REGISTER_NONE,
		.index = KV_REGISTER_NONE,
		.read = decoded->actions & ZYDIS_OPERAND_ACTION_MASK_READ,
		.written = decoded->actions & ZYDIS_OPERAND_ACTION_MASK_WRITE,
		.implicit = decoded->visibility == ZYDIS_OPERAND_VISIBILITY_HIDDEN,
	};
	switch (decoded->type) {
	case ZYDIS_OPERAND_TYPE_REGISTER:
		operand->kind = KV_OPERAND_REGISTER;
		operand->base = register_of(decoded->reg.value);
		return decoded->reg.value != ZYDIS_REGISTER_RFLAGS;
	case ZYDIS_OPERAND_TYPE_MEMORY:
		operand->kind = KV_OPERAND_MEMORY;
		operand->base = register_of(decoded->mem.base);
		operand->index = register_of(decoded->mem.index);
		operand->scale = decoded->mem.scale;
		operand->value = instruction->flags & KV_INSTRUCTION_HAS_MEMORY
					 ? (int64_t)instruction->memory
					 : decoded->mem.disp.value;
		return true;
	case ZYDIS_OPERAND_TYPE_IMMEDIATE:
		operand->kind = KV_OPERAND_IMMEDIATE;
		operand->value = instruction->flags & KV_INSTRUCTION_HAS_TARGET
					 ? (int64_t)instruction->target
					 : instruction->immediate;
		return true;
	default:
		return false;
	}
}

unsigned int kv_decode_operands(const kv_decoder *decoder, const uint8_t *bytes,
				const kv_instruction *instruction,
				kv_operand operands[KV_OPERANDS_MAX])
{
	ZydisDecodedOperand decoded_operands[ZYDIS_MAX_OPERAND_COUNT];
	ZydisDecodedInstruction decoded;
	unsigned int count = 0;

	if (instruction->kind == KV_INSTRUCTION_BAD ||
	    !ZYAN_SUCCESS(ZydisDecoderDecodeFull(&decoder->whole, bytes, instruction->length,
						 &decoded, decoded_operands)))
		return 0;
	for (uint8_t i = 0; i < decoded.operand_count && count < KV_OPERANDS_MAX; i++) {
		if (read_operand(instruction, &decoded_operands[i], &operands[count]))
			count++;
	}
	return count;
}

kv_branch kv_branch_to(const char *function)
{
	if (g_str_has_prefix(function, "__x86_indirect_"))
		return KV_BRANCH_INDIRECT;
	if (g_str_has_prefix(function, "__x86_return_") ||
	    g_str_has_suffix(function, "_return_thunk"))
		return KV_BRANCH_RETURN;
	if (strcmp(function, "__fentry__") == 0)
		return KV_BRANCH_TRACING;
	return KV_BRANCH_PLAIN;
}

void kv_instruction_redirect(kv_instruction *instruction, kv_branch branch)
{
	bool call = instruction->kind == KV_INSTRUCTION_CALL;

	if (branch == KV_BRANCH_PLAIN)
		return;
	if (branch == KV_BRANCH_INDIRECT)
		instruction->kind =
			call ? KV_INSTRUCTION_INDIRECT_CALL : KV_INSTRUCTION_INDIRECT_JUMP;
	else if (branch == KV_BRANCH_RETURN && !call)
		instruction->kind = KV_INSTRUCTION_RETURN;
	else
		instruction->kind = KV_INSTRUCTION_OTHER;
	instruction->flags &= ~KV_INSTRUCTION_HAS_TARGET;
}
