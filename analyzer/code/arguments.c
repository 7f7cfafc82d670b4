/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "code/arguments.h"

#include <string.h>

#include "machine/machine.h"

#define REGISTERS 16

/* The machine whose code is decoded. */
static const kv_machine *const machine = &kv_machine_x86_64;

G_STATIC_ASSERT(KV_ARGUMENTS_MAX == KV_MACHINE_ARGUMENTS);

typedef struct {
	kv_values registers[REGISTERS];
} state;

typedef struct {
	const kv_decoder *decoder;
	const uint8_t *bytes;
	uint64_t address;
	size_t size;
	state now;
	GHashTable *labels; /* offset: state at the jumps there; of jumps forward */
} tracer;

static bool is_same(const kv_value *left, const kv_value *right)
{
	return left->kind == right->kind && left->value == right->value &&
	       left->external == right->external;
}

static void add_value(kv_values *values, const kv_value *value)
{
	for (uint32_t i = 0; i < values->count; i++)
		if (is_same(&values->value[i], value))
			return;
	if (values->count < KV_VALUES_MAX)
		values->value[values->count++] = *value;
}

static void merge(state *into, const state *other)
{
	for (int i = 0; i < REGISTERS; i++)
		for (uint32_t j = 0; j < other->registers[i].count; j++)
			add_value(&into->registers[i], &other->registers[i].value[j]);
}

static void forget(state *now, uint8_t which)
{
	if (which < REGISTERS)
		now->registers[which].count = 0;
}

static void begin(state *now, bool is_entry)
{
	memset(now, 0, sizeof(*now));
	for (uint32_t i = 0; is_entry && i < KV_ARGUMENTS_MAX; i++)
		add_value(&now->registers[machine->arguments[i]],
			  &(kv_value){i, KV_DECODE_LOCAL, KV_VALUE_ARGUMENT});
}

/* What MOV or LEA puts into its register; false when that is nothing one could tell. */
static bool loaded_values(const tracer *trace, const kv_instruction *instruction,
			  const kv_operand *source, kv_values *values)
{
	kv_value address = {0, KV_DECODE_LOCAL, KV_VALUE_ADDRESS};

	values->count = 0;
	if (instruction->operation == KV_OPERATION_MOVE && source->kind == KV_OPERAND_REGISTER) {
		if (source->base < REGISTERS && source->size == 8)
			*values = trace->now.registers[source->base];
		return true;
	}
	if (instruction->operation == KV_OPERATION_MOVE && source->kind == KV_OPERAND_IMMEDIATE) {
		address.value = (uint64_t)instruction->immediate;
		address.external = instruction->immediate_external;
	} else if (instruction->operation == KV_OPERATION_ADDRESS &&
		   instruction->flags & KV_INSTRUCTION_MEMORY_FIXED) {
		address.value = instruction->memory;
		address.external = instruction->target_external;
	} else {
		return false;
	}
	add_value(values, &address);
	return true;
}

static void execute(tracer *trace, const kv_instruction *instruction)
{
	kv_operand operands[KV_OPERANDS_MAX];
	unsigned int count = kv_decode_operands(
		trace->decoder, trace->bytes + (instruction->address - trace->address), instruction,
		operands);
	kv_values loaded = {.count = 0};
	bool is_load = count >= 2 && operands[0].kind == KV_OPERAND_REGISTER &&
		       operands[0].written && operands[0].size >= 4 &&
		       loaded_values(trace, instruction, &operands[1], &loaded);

	for (unsigned int i = 0; i < count; i++)
		if (operands[i].kind == KV_OPERAND_REGISTER && operands[i].written)
			forget(&trace->now, operands[i].base);
	if (is_load && operands[0].base < REGISTERS)
		trace->now.registers[operands[0].base] = loaded;
}

/* Remembers what is known where a jump forward in the code goes. */
static void note_label(tracer *trace, const kv_instruction *jump)
{
	uint64_t offset = jump->target - trace->address;
	state *known;

	if (jump->target_external != KV_DECODE_LOCAL || offset >= trace->size ||
	    jump->target <= jump->address)
		return;
	known = g_hash_table_lookup(trace->labels, GSIZE_TO_POINTER(offset));
	if (known)
		merge(known, &trace->now);
	else
		g_hash_table_insert(trace->labels, GSIZE_TO_POINTER(offset),
				    g_memdup2(&trace->now, sizeof(trace->now)));
}

/* Takes what jumps to here know. */
static void arrive(tracer *trace, uint64_t address)
{
	gpointer offset = GSIZE_TO_POINTER(address - trace->address);
	const state *known = g_hash_table_lookup(trace->labels, offset);

	if (!known)
		return;
	merge(&trace->now, known);
	g_hash_table_remove(trace->labels, offset);
}

static bool leaves(const tracer *trace, const kv_instruction *branch)
{
	return branch->target_external != KV_DECODE_LOCAL ||
	       branch->target - trace->address >= trace->size;
}

static bool report(const tracer *trace, const kv_instruction *branch, kv_arguments_visit visit,
		   gpointer data)
{
	kv_values arguments[KV_ARGUMENTS_MAX];

	for (int i = 0; i < KV_ARGUMENTS_MAX; i++)
		arguments[i] = trace->now.registers[machine->arguments[i]];
	return visit(data, branch, arguments);
}

static void step(tracer *trace, const kv_instruction *at, kv_arguments_visit visit, gpointer data)
{
	bool direct = at->kind == KV_INSTRUCTION_CALL || at->kind == KV_INSTRUCTION_JUMP ||
		      at->kind == KV_INSTRUCTION_CONDITIONAL_JUMP;

	if (direct && (at->kind == KV_INSTRUCTION_CALL || leaves(trace, at)) &&
	    !report(trace, at, visit, data))
		return;
	switch (at->kind) {
	case KV_INSTRUCTION_OTHER:
		execute(trace, at);
		break;
	case KV_INSTRUCTION_CALL:
	case KV_INSTRUCTION_INDIRECT_CALL:
		for (size_t i = 0; i < KV_MACHINE_CLOBBERED; i++)
			forget(&trace->now, machine->clobbered[i]);
		break;
	case KV_INSTRUCTION_CONDITIONAL_JUMP:
		note_label(trace, at);
		break;
	case KV_INSTRUCTION_JUMP:
		note_label(trace, at);
		begin(&trace->now, false);
		break;
	case KV_INSTRUCTION_INDIRECT_JUMP:
	case KV_INSTRUCTION_RETURN:
		begin(&trace->now, false);
		break;
	default:
		break;
	}
}

void kv_arguments_trace(const kv_decoder *decoder, const uint8_t *bytes, size_t size,
			uint64_t address, bool is_entry, kv_arguments_visit visit, gpointer data)
{
	tracer trace = {.decoder = decoder, .bytes = bytes, .address = address, .size = size};
	kv_instruction instruction;

	if (size > KV_ARGUMENTS_CODE_MAX)
		return;
	trace.labels = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	begin(&trace.now, is_entry);
	for (size_t offset = 0; offset < size; offset += instruction.length) {
		arrive(&trace, address + offset);
		kv_decode(decoder, bytes + offset, size - offset, address + offset, &instruction);
		step(&trace, &instruction, visit, data);
	}
	g_hash_table_unref(trace.labels);
}
