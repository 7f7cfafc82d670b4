/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "code/events.h"

static bool is_inside(const kv_flow_range *ranges, size_t count, const kv_instruction *instruction)
{
	if (instruction->target_external != KV_DECODE_LOCAL)
		return false;
	for (size_t i = 0; i < count; i++)
		if (instruction->target >= ranges[i].begin && instruction->target < ranges[i].end)
			return true;
	return false;
}

/* A call; one of the function itself is no jump back. */
static void set_call(const kv_event_namer *namer, const kv_instruction *instruction,
		     kv_flow_event *event)
{
	bool point = false;

	event->kind = KV_FLOW_CALL;
	event->callee = KV_FLOW_INDIRECT;
	if (instruction->kind == KV_INSTRUCTION_CALL)
		event->callee = namer->callee(namer->data, instruction, &point);
	if (point)
		event->kind = KV_FLOW_POINT;
}

static bool make_event(const kv_flow_range *ranges, size_t range_count,
		       const kv_instruction *instruction, const kv_event_namer *namer,
		       kv_flow_event *event)
{
	switch (instruction->kind) {
	case KV_INSTRUCTION_CALL:
	case KV_INSTRUCTION_INDIRECT_CALL:
		set_call(namer, instruction, event);
		return true;
	case KV_INSTRUCTION_CONDITIONAL_JUMP:
		event->kind = KV_FLOW_BRANCH;
		event->target = instruction->target_external == KV_DECODE_LOCAL
					? instruction->target
					: UINT64_MAX;
		return true;
	case KV_INSTRUCTION_JUMP:
		event->kind =
			is_inside(ranges, range_count, instruction) ? KV_FLOW_JUMP : KV_FLOW_END;
		event->target = instruction->target;
		return true;
	case KV_INSTRUCTION_INDIRECT_JUMP:
	case KV_INSTRUCTION_RETURN:
	case KV_INSTRUCTION_TRAP:
		event->kind = KV_FLOW_END;
		return true;
	default:
		event->kind = KV_FLOW_PAUSE;
		return instruction->operation == KV_OPERATION_PAUSE;
	}
}

static int compare_events(gconstpointer a, gconstpointer b)
{
	uint64_t left = ((const kv_flow_event *)a)->address;
	uint64_t right = ((const kv_flow_event *)b)->address;

	return left < right ? -1 : left > right;
}

void kv_flow_events(const kv_flow_range *ranges, size_t range_count,
		    const kv_instruction *instructions, size_t count, const kv_event_namer *namer,
		    GArray *events)
{
	uint64_t last = 0;
	bool ordered = true;

	g_array_set_size(events, 0);
	for (size_t i = 0; i < count; i++) {
		kv_flow_event event = {
			.address = instructions[i].address,
			.next = kv_instruction_end(&instructions[i]),
		};

		if (!make_event(ranges, range_count, &instructions[i], namer, &event))
			continue;
		g_array_append_val(events, event);
		ordered = ordered && event.address >= last;
		last = event.address;
	}
	/* A cold part may stand in front of its function. */
	if (!ordered)
		g_array_sort(events, compare_events);
}

static int compare_numbers(gconstpointer a, gconstpointer b)
{
	uint32_t left = *(const guint32 *)a, right = *(const guint32 *)b;

	return left < right ? -1 : left > right;
}

void kv_flow_loop_callees(const kv_flow *flow, const kv_flow_loop *loop, GArray *callees)
{
	guint kept = 0;

	g_array_set_size(callees, 0);
	for (uint32_t i = 0; i < loop->member_count; i++) {
		kv_flow_block block = kv_flow_loop_block(flow, loop, i);

		for (uint32_t j = 0; j < block.event_count; j++) {
			const kv_flow_event *event = &block.events[j];

			if (event->kind <= KV_FLOW_POINT && event->callee != KV_FLOW_INDIRECT)
				g_array_append_val(callees, event->callee);
		}
	}
	g_array_sort(callees, compare_numbers);
	for (guint i = 0; i < callees->len; i++) {
		guint32 callee = g_array_index(callees, guint32, i);

		if (kept == 0 || g_array_index(callees, guint32, kept - 1) != callee)
			g_array_index(callees, guint32, kept++) = callee;
	}
	g_array_set_size(callees, kept);
}
