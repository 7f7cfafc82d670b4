/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "livepatch/code/steps.h"

#include "base/search.h"

typedef struct {
	const kv_flow_range *pieces;
	size_t piece_count;
	GArray *addresses; /* (element-type guint64): of the steps */
	GArray *firsts;	   /* (element-type guint32): the number of the first step of each piece */
	GArray *steps;
} step_reader;

static const kv_flow_range *piece_around(const step_reader *reader, uint64_t address)
{
	for (size_t i = 0; i < reader->piece_count; i++)
		if (address >= reader->pieces[i].begin && address < reader->pieces[i].end)
			return &reader->pieces[i];
	return NULL;
}

/* The first step at or behind @address in its piece. */
static uint32_t step_at(const step_reader *reader, uint64_t address)
{
	const kv_flow_range *piece = piece_around(reader, address);
	guint low = 0, high = reader->steps->len;
	uint64_t found;

	if (!piece)
		return KV_LP_NOWHERE;
	low = g_array_index(reader->firsts, guint32, piece - reader->pieces);
	if (piece + 1 < reader->pieces + reader->piece_count)
		high = g_array_index(reader->firsts, guint32, piece + 1 - reader->pieces);
	low = KV_FIRST_NOT(low, high, at, g_array_index(reader->addresses, guint64, at) < address);
	if (low == reader->steps->len)
		return KV_LP_NOWHERE;
	found = g_array_index(reader->addresses, guint64, low);
	return found >= piece->begin && found < piece->end ? low : KV_LP_NOWHERE;
}

static bool kind_of(const kv_instruction *instruction, bool inside, uint8_t *kind)
{
	switch (instruction->kind) {
	case KV_INSTRUCTION_CALL:
	case KV_INSTRUCTION_INDIRECT_CALL:
		*kind = KV_LP_STEP_CALL;
		return true;
	case KV_INSTRUCTION_CONDITIONAL_JUMP:
		*kind = KV_LP_STEP_FORK;
		return true;
	case KV_INSTRUCTION_JUMP:
		*kind = inside ? KV_LP_STEP_JUMP : KV_LP_STEP_END;
		return true;
	case KV_INSTRUCTION_INDIRECT_JUMP:
	case KV_INSTRUCTION_RETURN:
		*kind = KV_LP_STEP_END;
		return true;
	default:
		return false;
	}
}

static void add_step(step_reader *reader, const kv_instruction *instruction, uint32_t call)
{
	bool has_target = instruction->flags & KV_INSTRUCTION_HAS_TARGET &&
			  instruction->target_external == KV_DECODE_LOCAL;
	kv_lp_step step = {call, KV_LP_NOWHERE, KV_LP_NOWHERE, KV_LP_STEP_CALL};
	bool inside = has_target && piece_around(reader, instruction->target);

	if (!kind_of(instruction, inside, &step.kind))
		return;
	g_array_append_val(reader->addresses, instruction->address);
	g_array_append_val(reader->steps, step);
}

static void connect(const step_reader *reader, const kv_instruction *instruction, guint number)
{
	kv_lp_step *step = &g_array_index(reader->steps, kv_lp_step, number);
	bool has_target = instruction->flags & KV_INSTRUCTION_HAS_TARGET &&
			  instruction->target_external == KV_DECODE_LOCAL;

	if (step->kind == KV_LP_STEP_CALL || step->kind == KV_LP_STEP_FORK)
		step->next = step_at(reader, kv_instruction_end(instruction));
	if (has_target && (step->kind == KV_LP_STEP_FORK || step->kind == KV_LP_STEP_JUMP))
		step->target = step_at(reader, instruction->target);
}

void kv_lp_steps_read(const kv_flow_range *pieces, size_t piece_count, const GArray *instructions,
		      const GArray *calls, GArray *steps)
{
	g_autoptr(GArray) addresses = g_array_new(FALSE, FALSE, sizeof(guint64));
	g_autoptr(GArray) firsts = g_array_new(FALSE, FALSE, sizeof(guint32));
	step_reader reader = {pieces, piece_count, addresses, firsts, steps};
	guint number = 0;

	g_array_set_size(steps, 0);
	for (guint i = 0; i < instructions->len; i++) {
		const kv_instruction *at = &g_array_index(instructions, kv_instruction, i);

		while (firsts->len < piece_count && at->address == pieces[firsts->len].begin)
			g_array_append_val(firsts, steps->len);
		add_step(&reader, at, g_array_index(calls, guint32, i));
	}
	while (firsts->len < piece_count)
		g_array_append_val(firsts, steps->len);
	for (guint i = 0; i < instructions->len && number < steps->len; i++) {
		const kv_instruction *at = &g_array_index(instructions, kv_instruction, i);

		if (at->address == g_array_index(addresses, guint64, number))
			connect(&reader, at, number++);
	}
}
