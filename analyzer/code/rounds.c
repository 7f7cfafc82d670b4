/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "code/rounds.h"

enum { REGISTERS = KV_REGISTER_R15 + 1, STORES_MAX = 16, INSTRUCTIONS_MAX = 4096 };

/* A place in memory as an operand names it. */
typedef struct {
	int64_t value;
	uint8_t base, index;
} place;

/* What the instructions of a loop do to the registers, and which memory they write. */
typedef struct {
	uint8_t steps[REGISTERS];  /* additions of a constant */
	uint8_t others[REGISTERS]; /* other writes */
	place loaded[REGISTERS];   /* of the only other write, when that is a load */
	bool is_load[REGISTERS];
	place stores[STORES_MAX];
	uint32_t store_count;
	bool stores_elsewhere; /* more than the list holds */
} effects;

/* One instruction with its operands, visible ones first. */
typedef struct {
	kv_instruction instruction;
	kv_operand operands[KV_OPERANDS_MAX];
	unsigned int operand_count;
} step;

typedef struct {
	const kv_decoder *decoder;
	const kv_flow_range *ranges;
	size_t range_count;
	uint32_t instructions; /* decoded so far */
} reader;

/* Decodes what stands at @address below @end; false at the end. */
static bool read_step(reader *source, uint64_t address, uint64_t end, step *result)
{
	for (size_t i = 0; i < source->range_count; i++) {
		const kv_flow_range *range = &source->ranges[i];
		const uint8_t *bytes = range->bytes + (address - range->begin);

		if (address < range->begin || address >= MIN(range->end, end))
			continue;
		if (!range->bytes || source->instructions++ >= INSTRUCTIONS_MAX)
			return false;
		kv_decode(source->decoder, bytes, range->end - address, address,
			  &result->instruction);
		result->operand_count = kv_decode_operands(source->decoder, bytes,
							   &result->instruction, result->operands);
		return true;
	}
	return false;
}

static bool is_general(const kv_operand *operand)
{
	return operand->kind == KV_OPERAND_REGISTER && operand->base < REGISTERS;
}

static place place_of(const kv_operand *operand)
{
	return (place){operand->value, operand->base, operand->index};
}

static bool same_place(const place *left, const place *right)
{
	return left->value == right->value && left->base == right->base &&
	       left->index == right->index;
}

static bool is_step(const step *code)
{
	const kv_operand *operands = code->operands;

	switch (code->instruction.operation) {
	case KV_OPERATION_INCREMENT:
	case KV_OPERATION_DECREMENT:
		return true;
	case KV_OPERATION_ADD:
	case KV_OPERATION_SUBTRACT:
		return code->operand_count > 1 && operands[1].kind == KV_OPERAND_IMMEDIATE;
	case KV_OPERATION_ADDRESS:
		return code->operand_count > 1 && operands[1].kind == KV_OPERAND_MEMORY &&
		       operands[1].base == operands[0].base &&
		       operands[1].index == KV_REGISTER_NONE;
	default:
		return false;
	}
}

static bool is_load(const step *code)
{
	return (code->instruction.operation == KV_OPERATION_MOVE ||
		code->instruction.operation == KV_OPERATION_EXTEND) &&
	       code->operand_count > 1 && code->operands[1].kind == KV_OPERAND_MEMORY;
}

static void note_register(effects *all, const step *code, const kv_operand *operand)
{
	uint8_t number = operand->base;

	if (operand == &code->operands[0] && is_step(code)) {
		all->steps[number] = MIN(all->steps[number] + 1, UINT8_MAX - 1);
		return;
	}
	all->others[number] = MIN(all->others[number] + 1, UINT8_MAX - 1);
	all->is_load[number] = operand == &code->operands[0] && is_load(code);
	if (all->is_load[number])
		all->loaded[number] = place_of(&code->operands[1]);
}

static void note_store(effects *all, const kv_operand *operand)
{
	if (all->store_count == STORES_MAX)
		all->stores_elsewhere = true;
	else
		all->stores[all->store_count++] = place_of(operand);
}

/* System V ABI: what a function that is called may change. */
static void note_call(effects *all)
{
	static const uint8_t changed[] = {
		KV_REGISTER_RAX,    KV_REGISTER_RCX,	KV_REGISTER_RDX,
		KV_REGISTER_RSI,    KV_REGISTER_RDI,	KV_REGISTER_R8,
		KV_REGISTER_R8 + 1, KV_REGISTER_R8 + 2, KV_REGISTER_R8 + 3,
	};

	for (size_t i = 0; i < G_N_ELEMENTS(changed); i++) {
		all->others[changed[i]]++;
		all->is_load[changed[i]] = false;
	}
}

static void note_step(effects *all, const step *code)
{
	if (code->instruction.kind == KV_INSTRUCTION_CALL ||
	    code->instruction.kind == KV_INSTRUCTION_INDIRECT_CALL) {
		note_call(all);
		return;
	}
	for (unsigned int i = 0; i < code->operand_count; i++) {
		const kv_operand *operand = &code->operands[i];

		if (!operand->written)
			continue;
		if (is_general(operand))
			note_register(all, code, operand);
		else if (operand->kind == KV_OPERAND_MEMORY)
			note_store(all, operand);
	}
}

static bool read_effects(reader *source, const kv_flow *flow, const kv_flow_loop *loop,
			 effects *all)
{
	for (uint32_t i = 0; i < loop->member_count; i++) {
		kv_flow_block block = kv_flow_loop_block(flow, loop, i);
		step code;

		for (uint64_t at = block.begin; at < block.end;
		     at = kv_instruction_end(&code.instruction)) {
			if (!read_step(source, at, block.end, &code))
				return false;
			note_step(all, &code);
		}
	}
	return true;
}

static bool is_unchanged(const effects *all, uint8_t number)
{
	return number == KV_REGISTER_NONE || number == KV_REGISTER_RIP ||
	       (number < REGISTERS && all->steps[number] == 0 && all->others[number] == 0);
}

/* Memory that the loop reads at one place and does not write itself; the stack is its own. */
static bool waits_on(const effects *all, const place *memory)
{
	if (memory->base == KV_REGISTER_RSP || memory->base == KV_REGISTER_RBP ||
	    memory->base == KV_REGISTER_OTHER || !is_unchanged(all, memory->base) ||
	    !is_unchanged(all, memory->index) || all->stores_elsewhere)
		return false;
	for (uint32_t i = 0; i < all->store_count; i++)
		if (same_place(&all->stores[i], memory))
			return false;
	return true;
}

static bool counts(const effects *all, const kv_operand *operand)
{
	return is_general(operand) && all->steps[operand->base] > 0 &&
	       all->others[operand->base] == 0;
}

static bool is_fixed_value(const effects *all, const kv_operand *operand)
{
	return operand->kind == KV_OPERAND_IMMEDIATE ||
	       (is_general(operand) && is_unchanged(all, operand->base));
}

static bool polls(const effects *all, const kv_operand *operand)
{
	place memory = place_of(operand);

	if (operand->kind == KV_OPERAND_MEMORY)
		return waits_on(all, &memory);
	return is_general(operand) && all->steps[operand->base] == 0 &&
	       all->others[operand->base] == 1 && all->is_load[operand->base] &&
	       waits_on(all, &all->loaded[operand->base]);
}

/* Read_seqbegin() waits for an even number: writers of a sequence count hold no one up for long. */
static bool is_sequence_count(const step *code)
{
	return code->instruction.operation == KV_OPERATION_TEST &&
	       code->operands[1].kind == KV_OPERAND_IMMEDIATE && code->operands[1].value == 1;
}

static bool sets_constant(const step *code)
{
	const kv_operand *operands = code->operands;

	if (code->operand_count < 2)
		return false;
	if (code->instruction.operation == KV_OPERATION_MOVE)
		return operands[1].kind == KV_OPERAND_IMMEDIATE;
	return code->instruction.operation == KV_OPERATION_XOR && is_general(&operands[1]) &&
	       operands[0].base == operands[1].base;
}

static uint64_t lowest_address(const kv_flow *flow, const kv_flow_loop *loop)
{
	uint64_t lowest = UINT64_MAX;

	for (uint32_t i = 0; i < loop->member_count; i++)
		lowest = MIN(lowest, kv_flow_loop_block(flow, loop, i).begin);
	return lowest;
}

/* Whether the last write to register @number in front of @address, in its range, is a constant. */
static bool starts_constant(reader *source, uint64_t address, uint8_t number)
{
	bool constant = false;
	step code;

	for (size_t i = 0; i < source->range_count; i++) {
		const kv_flow_range *range = &source->ranges[i];

		if (address < range->begin || address >= range->end)
			continue;
		for (uint64_t at = range->begin; at < address;
		     at = kv_instruction_end(&code.instruction)) {
			effects one = {.store_count = 0};

			if (!read_step(source, at, address, &code))
				return false;
			note_step(&one, &code);
			if (!is_unchanged(&one, number))
				constant = sets_constant(&code);
		}
	}
	return constant;
}

/* What the comparison in front of an exit tells. */
static uint32_t judge_exit(const effects *all, const step *code)
{
	const kv_operand *left = &code->operands[0], *right = &code->operands[1];

	if (is_step(code) && code->operand_count > 0)
		return counts(all, left) ? KV_LOOP_COUNTED : 0;
	if (code->operand_count < 2 || (code->instruction.operation != KV_OPERATION_COMPARE &&
					code->instruction.operation != KV_OPERATION_TEST))
		return 0;
	if (counts(all, left) && right->kind == KV_OPERAND_IMMEDIATE)
		return KV_LOOP_COUNTED | KV_LOOP_CONSTANT;
	if ((counts(all, left) && (is_fixed_value(all, right) || counts(all, right))) ||
	    (counts(all, right) && is_fixed_value(all, left)))
		return KV_LOOP_COUNTED;
	if ((polls(all, left) || polls(all, right)) && !is_sequence_count(code))
		return KV_LOOP_POLLS;
	return 0;
}

/* The last instruction of @block that a conditional jump at its end can depend on. */
static bool find_comparison(reader *source, const kv_flow_block *block, step *result)
{
	bool found = false;
	step code;

	for (uint64_t at = block->begin; at < block->end;
	     at = kv_instruction_end(&code.instruction)) {
		if (!read_step(source, at, block->end, &code))
			break;
		if (code.instruction.kind == KV_INSTRUCTION_CALL)
			found = false;
		if (code.instruction.kind != KV_INSTRUCTION_OTHER ||
		    code.instruction.operation == KV_OPERATION_MOVE ||
		    code.instruction.operation == KV_OPERATION_EXTEND ||
		    code.instruction.operation == KV_OPERATION_NOP ||
		    code.instruction.operation == KV_OPERATION_ADDRESS)
			continue;
		*result = code;
		found = true;
	}
	return found;
}

uint32_t kv_flow_loop_rounds(const kv_decoder *decoder, const kv_flow_range *ranges,
			     size_t range_count, const kv_flow *flow, const kv_flow_loop *loop,
			     uint32_t blocks_max)
{
	reader source = {decoder, ranges, range_count, 0};
	effects all = {.store_count = 0};
	uint32_t flags = 0;

	if (loop->member_count > blocks_max || !read_effects(&source, flow, loop, &all))
		return 0;
	for (uint32_t i = 0; i < loop->member_count; i++) {
		kv_flow_block block = kv_flow_loop_block(flow, loop, i);
		step code;

		uint32_t exit = 0;

		if (block.leaves && find_comparison(&source, &block, &code))
			exit = judge_exit(&all, &code);
		if (exit & KV_LOOP_CONSTANT &&
		    !starts_constant(&source, lowest_address(flow, loop), code.operands[0].base))
			exit = KV_LOOP_COUNTED;
		flags |= exit;
	}
	/* A count bounds the wait. */
	if (flags & KV_LOOP_COUNTED)
		flags &= ~(uint32_t)KV_LOOP_POLLS;
	return flags;
}
