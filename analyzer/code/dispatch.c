/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "code/dispatch.h"

#include <string.h>

/* A compare tree over a thousand numbers takes some fifty steps; more is no switch. */
#define STEPS_MAX 4096

#define REGISTERS 16
#define OPERANDS 2

/* An instruction with its visible operands, the destination first. */
typedef struct {
	kv_instruction instruction;
	kv_operand operands[OPERANDS];
	uint8_t operand_count;
	uint16_t written; /* bit per general register that it changes */
	bool flags;	  /* it may change the flags */
} step;

struct kv_dispatch {
	GArray *steps;	   /* (element-type step) by address */
	uint32_t *step_at; /* by offset: position in steps plus one, or 0 inside an instruction */
	uint64_t address;
	size_t size;
	const kv_dispatch_outside *outside;
};

/* What is known of the machine while a function is followed. */
typedef struct {
	const kv_dispatch *dispatch;
	uint64_t value[REGISTERS];
	uint16_t known; /* bit per register */
	/* The last comparison: CMP and SUB of these, or of their AND and 0 after TEST. */
	bool flags_known;
	uint64_t left, right;
	uint8_t width; /* in bytes */
} machine;

static bool keeps_flags(const kv_instruction *instruction)
{
	switch (instruction->operation) {
	case KV_OPERATION_NOP:
	case KV_OPERATION_PAUSE:
	case KV_OPERATION_MOVE:
	case KV_OPERATION_EXTEND:
	case KV_OPERATION_ADDRESS:
	case KV_OPERATION_PUSH:
	case KV_OPERATION_POP:
		return true;
	default:
		return instruction->kind != KV_INSTRUCTION_OTHER;
	}
}

static void prepare(const kv_decoder *decoder, const uint8_t *bytes,
		    const kv_instruction *instruction, step *made)
{
	kv_operand operands[KV_OPERANDS_MAX];
	unsigned int count = kv_decode_operands(decoder, bytes, instruction, operands);

	*made = (step){.instruction = *instruction, .flags = !keeps_flags(instruction)};
	for (unsigned int i = 0; i < count; i++) {
		if (operands[i].kind == KV_OPERAND_REGISTER && operands[i].written &&
		    operands[i].base < REGISTERS)
			made->written |= (uint16_t)(1u << operands[i].base);
		if (!operands[i].implicit && i < OPERANDS) {
			made->operands[i] = operands[i];
			made->operand_count++;
		}
	}
}

kv_dispatch *kv_dispatch_new(const kv_decoder *decoder, const uint8_t *bytes, size_t size,
			     uint64_t address, const kv_dispatch_outside *outside)
{
	kv_dispatch *dispatch = g_new0(kv_dispatch, 1);
	g_autoptr(GArray) instructions = g_array_new(FALSE, FALSE, sizeof(kv_instruction));

	dispatch->address = address;
	dispatch->size = size;
	dispatch->outside = outside;
	dispatch->step_at = g_new0(uint32_t, size);
	kv_decode_run(decoder, bytes, size, address, instructions);
	dispatch->steps = g_array_sized_new(FALSE, FALSE, sizeof(step), instructions->len);
	for (guint i = 0; i < instructions->len; i++) {
		const kv_instruction *instruction = &g_array_index(instructions, kv_instruction, i);
		uint64_t offset = instruction->address - address;
		step made;

		prepare(decoder, bytes + offset, instruction, &made);
		g_array_append_val(dispatch->steps, made);
		dispatch->step_at[offset] = i + 1;
	}
	return dispatch;
}

void kv_dispatch_free(kv_dispatch *dispatch)
{
	if (!dispatch)
		return;
	g_array_unref(dispatch->steps);
	g_free(dispatch->step_at);
	g_free(dispatch);
}

static bool is_known(const machine *at, uint8_t which)
{
	return which < REGISTERS && at->known >> which & 1;
}

static void set_register(machine *at, uint8_t which, uint64_t value)
{
	at->value[which] = value;
	at->known |= (uint16_t)(1u << which);
}

/* @value as a register or an operation of @width bytes holds it. */
static uint64_t truncated(uint64_t value, uint8_t width)
{
	return width == 4 ? (uint32_t)value : value;
}

/* The address of a memory operand, as far as it consists of known registers. */
static bool effective_address(const machine *at, const kv_operand *operand, uint64_t *address)
{
	*address = (uint64_t)operand->value;
	if (operand->base < REGISTERS) {
		if (!is_known(at, operand->base))
			return false;
		*address += at->value[operand->base];
	} else if (operand->base == KV_REGISTER_OTHER) {
		return false;
	}
	if (operand->index < REGISTERS) {
		if (!is_known(at, operand->index))
			return false;
		*address += at->value[operand->index] * operand->scale;
	}
	return operand->index < REGISTERS || operand->index == KV_REGISTER_NONE;
}

static bool read_operand(const machine *at, const kv_operand *operand, uint64_t *value)
{
	const kv_dispatch_outside *outside = at->dispatch->outside;
	uint64_t address;

	switch (operand->kind) {
	case KV_OPERAND_IMMEDIATE:
		*value = (uint64_t)operand->value;
		return true;
	case KV_OPERAND_REGISTER:
		/* Narrower ones may be the upper half of a word. */
		if (operand->size < 4 || !is_known(at, operand->base))
			return false;
		*value = truncated(at->value[operand->base], operand->size);
		return true;
	case KV_OPERAND_MEMORY:
		return operand->size == 8 && effective_address(at, operand, &address) &&
		       outside->load(outside->data, address, value);
	}
	return false;
}

static bool compute(const step *now, uint64_t left, uint64_t right, uint64_t *value)
{
	switch (now->instruction.operation) {
	case KV_OPERATION_MOVE:
		*value = right;
		return true;
	case KV_OPERATION_EXTEND:
		/*
		 * MOVSXD, MOVZX cannot be told apart; they agree below 2 GiB, as all numbers are.
		 */
		*value = right;
		return right <= INT32_MAX;
	case KV_OPERATION_ADD:
		*value = left + right;
		return true;
	case KV_OPERATION_SUBTRACT:
		*value = left - right;
		return true;
	case KV_OPERATION_AND:
		*value = left & right;
		return true;
	case KV_OPERATION_OR:
		*value = left | right;
		return true;
	case KV_OPERATION_XOR:
		*value = left ^ right;
		return true;
	default:
		return false;
	}
}

static void set_flags(machine *at, const step *now, uint64_t left, uint64_t right)
{
	at->width = now->operands[0].size;
	at->flags_known = at->width >= 4;
	switch (now->instruction.operation) {
	case KV_OPERATION_COMPARE:
	case KV_OPERATION_SUBTRACT:
		at->left = truncated(left, at->width);
		at->right = truncated(right, at->width);
		break;
	case KV_OPERATION_TEST:
	case KV_OPERATION_AND:
		at->left = truncated(left & right, at->width);
		at->right = 0;
		break;
	default:
		at->flags_known = false;
	}
}

/* XOR and SUB of a register with itself give 0, whatever it held. */
static bool clears(const step *now)
{
	return (now->instruction.operation == KV_OPERATION_XOR ||
		now->instruction.operation == KV_OPERATION_SUBTRACT) &&
	       now->operand_count == 2 && now->operands[0].kind == KV_OPERAND_REGISTER &&
	       now->operands[1].kind == KV_OPERAND_REGISTER && now->operands[0].size >= 4 &&
	       now->operands[0].base == now->operands[1].base;
}

/* An instruction that is no branch. */
static void execute(machine *at, const step *now)
{
	const kv_operand *target = &now->operands[0];
	uint64_t left = 0, right = 0, value = 0;
	bool left_known, right_known, known = false;

	if (now->operand_count == 2 && now->instruction.operation == KV_OPERATION_ADDRESS) {
		known = effective_address(at, &now->operands[1], &value);
	} else if (clears(now)) {
		known = true;
		at->flags_known = false;
	} else if (now->operand_count == 2) {
		left_known = read_operand(at, target, &left);
		right_known = read_operand(at, &now->operands[1], &right);
		known = right_known && (left_known || !target->read) &&
			compute(now, left, right, &value);
		if (now->flags) {
			at->flags_known = false;
			if (left_known && right_known)
				set_flags(at, now, left, right);
		}
	} else if (now->flags) {
		at->flags_known = false;
	}
	at->known &= (uint16_t)~now->written;
	if (known && target->written && target->kind == KV_OPERAND_REGISTER && target->size >= 4 &&
	    target->base < REGISTERS)
		set_register(at, target->base, truncated(value, target->size));
}

/* Conditions as they are encoded; every odd one is the opposite of the one before. */
enum { BELOW = 1, EQUAL = 2, BELOW_EQUAL = 3, SIGN = 4, LESS = 6, LESS_EQUAL = 7 };

static bool condition_holds(const machine *at, uint8_t condition, bool *holds)
{
	int64_t left = at->width == 4 ? (int32_t)at->left : (int64_t)at->left;
	int64_t right = at->width == 4 ? (int32_t)at->right : (int64_t)at->right;
	uint64_t difference = truncated(at->left - at->right, at->width);

	if (!at->flags_known)
		return false;
	switch (condition / 2) {
	case BELOW:
		*holds = at->left < at->right;
		break;
	case EQUAL:
		*holds = at->left == at->right;
		break;
	case BELOW_EQUAL:
		*holds = at->left <= at->right;
		break;
	case SIGN:
		*holds = difference >> (at->width * 8 - 1);
		break;
	case LESS:
		*holds = left < right;
		break;
	case LESS_EQUAL:
		*holds = left <= right;
		break;
	default:
		return false; /* overflow and parity: no switch asks for them */
	}
	if (condition & 1)
		*holds = !*holds;
	return true;
}

static bool is_inside(const kv_dispatch *dispatch, uint64_t address)
{
	return address - dispatch->address < dispatch->size;
}

/* Where a jump through a register, a table, or a thunk for them goes. */
static bool indirect_target(const machine *at, const step *now, uint64_t *target)
{
	const kv_dispatch_outside *outside = at->dispatch->outside;
	kv_register through;

	if (!(now->instruction.flags & KV_INSTRUCTION_HAS_TARGET))
		return now->operand_count >= 1 && read_operand(at, &now->operands[0], target);
	through = outside->thunk_register(outside->data, now->instruction.target);
	if (!is_known(at, (uint8_t)through))
		return false;
	*target = at->value[through];
	return true;
}

typedef enum { GOES_ON, ARRIVED, LOST } outcome;

/* Control goes to @address by a jump or call. */
static outcome transfer(machine *at, const step *now, uint64_t address, uint64_t *next,
			uint64_t *target)
{
	const kv_dispatch_outside *outside = at->dispatch->outside;

	if (is_inside(at->dispatch, address)) {
		*next = address;
		return GOES_ON;
	}
	switch (outside->branch(outside->data, address)) {
	case KV_BRANCH_PLAIN:
		*target = address;
		return ARRIVED;
	case KV_BRANCH_TRACING:
		*next = kv_instruction_end(&now->instruction);
		return GOES_ON;
	case KV_BRANCH_INDIRECT:
		if (!indirect_target(at, now, target))
			return LOST;
		*next = *target;
		return is_inside(at->dispatch, *target) ? GOES_ON : ARRIVED;
	case KV_BRANCH_RETURN:
		break;
	}
	return LOST;
}

static outcome take_step(machine *at, const step *now, uint64_t *next, uint64_t *target)
{
	bool holds;

	*next = kv_instruction_end(&now->instruction);
	switch (now->instruction.kind) {
	case KV_INSTRUCTION_OTHER:
		execute(at, now);
		return GOES_ON;
	case KV_INSTRUCTION_CONDITIONAL_JUMP:
		if (!condition_holds(at, now->instruction.condition, &holds))
			return LOST;
		return holds ? transfer(at, now, now->instruction.target, next, target) : GOES_ON;
	case KV_INSTRUCTION_CALL:
	case KV_INSTRUCTION_JUMP:
		return transfer(at, now, now->instruction.target, next, target);
	case KV_INSTRUCTION_INDIRECT_CALL:
	case KV_INSTRUCTION_INDIRECT_JUMP:
		if (!indirect_target(at, now, target))
			return LOST;
		*next = *target;
		return is_inside(at->dispatch, *target) ? GOES_ON : ARRIVED;
	default:
		return LOST;
	}
}

bool kv_dispatch_follow(const kv_dispatch *dispatch, kv_register argument, uint32_t number,
			uint64_t *target)
{
	machine at = {.dispatch = dispatch};
	uint64_t next = dispatch->address, reached = 0;

	set_register(&at, (uint8_t)argument, number);
	for (unsigned int steps = 0; steps < STEPS_MAX && is_inside(dispatch, next); steps++) {
		uint32_t position = dispatch->step_at[next - dispatch->address];
		outcome met;

		if (position == 0)
			return false;
		met = take_step(&at, &g_array_index(dispatch->steps, step, position - 1), &next,
				&reached);
		if (met == LOST)
			return false;
		if (met == ARRIVED) {
			*target = reached;
			return true;
		}
	}
	return false;
}
