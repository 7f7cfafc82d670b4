/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "code/events.h"
#include "code/habit.h"
#include "code/rounds.h"
#include "indexer/code_parts.h"

/*
 * Larger loops, and those that call something, are not asked how often they go round: it takes time,
 * and those that wait for a word in memory are short.
 */
enum { ROUNDS_BLOCKS_MAX = 6 };

/* A callee's number is its symbol; those of other images count on from here. */
#define EXTERNAL_FIRST (UINT32_C(1) << 31)

/* What is asked of a function's name, once. */
typedef struct {
	uint32_t number; /* kv_callee_number() */
	uint16_t habits;
	bool known;
} callee;

typedef struct {
	const kv_code *code;
	kv_flow *flow;
	callee *callees;	/* of each symbol */
	GArray *events, *numbers;
	GArray *ranges; /* (element-type kv_flow_range) */
	GArray *loops;	/* (element-type kv_loop) */
	GArray *heads;	/* (element-type guint64): address of each loop's head */
} loop_reader;

static gpointer begin(kv_code *code)
{
	loop_reader *reader = g_new0(loop_reader, 1);

	reader->code = code;
	reader->flow = kv_flow_new();
	reader->callees = g_new0(callee, kv_symbol_list_count(code->symbols) + 1);
	reader->events = g_array_new(FALSE, FALSE, sizeof(kv_flow_event));
	reader->numbers = g_array_new(FALSE, FALSE, sizeof(guint32));
	reader->ranges = g_array_new(FALSE, FALSE, sizeof(kv_flow_range));
	reader->loops = g_array_new(FALSE, FALSE, sizeof(kv_loop));
	reader->heads = g_array_new(FALSE, FALSE, sizeof(guint64));
	return reader;
}

static callee ask(const char *name)
{
	return (callee){kv_callee_number(name), (uint16_t)kv_habits_of(name), true};
}

static callee callee_of(const loop_reader *reader, uint32_t number)
{
	if (number >= EXTERNAL_FIRST)
		return ask(kv_code_external_name(reader->code, number - EXTERNAL_FIRST));
	if (!reader->callees[number].known)
		reader->callees[number] =
			ask(kv_symbol_list_at(reader->code->symbols, number)->name);
	return reader->callees[number];
}

/* kv_event_namer */
static uint32_t number_of_callee(gpointer data, const kv_instruction *instruction, bool *point)
{
	loop_reader *reader = data;
	uint32_t number;

	if (instruction->target_external == KV_DECODE_LOCAL)
		number = kv_code_around(reader->code, instruction->target);
	else
		number = instruction->target_external + EXTERNAL_FIRST;
	if (number == KV_NONE)
		return KV_FLOW_INDIRECT;
	*point = callee_of(reader, number).habits & KV_HABIT_RESCHEDULES;
	return number;
}

static void read_ranges(loop_reader *reader, const kv_code_body *body)
{
	uint64_t base = reader->code->tables->text_base;

	g_array_set_size(reader->ranges, 0);
	for (uint32_t i = 0; i < body->piece_count; i++) {
		const kv_piece *piece = body->pieces[i];
		kv_flow_range range = {
			.begin = base + piece->offset,
			.end = base + piece->offset + piece->size,
			.bytes = kv_code_bytes(reader->code, base + piece->offset, piece->size),
		};

		g_array_append_val(reader->ranges, range);
	}
}

/*
 * Completes @loop by what @found calls: the sum of the numbers of its callees, where points of
 * rescheduling do not count, and whether a thread sleeps or may be asked to end there.
 */
static void read_callees(loop_reader *reader, const kv_flow_loop *found, kv_loop *loop)
{
	kv_flow_loop_callees(reader->flow, found, reader->numbers);
	for (guint i = 0; i < reader->numbers->len; i++) {
		callee entry =
			callee_of(reader, g_array_index(reader->numbers, guint32, i));

		if (entry.habits & (KV_HABIT_BLOCKS | KV_HABIT_THREAD_MARKS))
			loop->flags |= KV_LOOP_SLEEPS;
		if (!(entry.habits & KV_HABIT_RESCHEDULES))
			loop->signature += entry.number;
	}
}

static kv_loop make_loop(loop_reader *reader, uint32_t owner, const kv_flow_loop *found)
{
	const kv_flow_range *ranges = &g_array_index(reader->ranges, kv_flow_range, 0);
	kv_loop loop = {.owner = owner, .flags = found->flags};

	if (found->flags & KV_LOOP_CALLS)
		read_callees(reader, found, &loop);
	else
		loop.flags |= kv_flow_loop_rounds(reader->code->decoder, ranges,
						  reader->ranges->len, reader->flow, found,
						  ROUNDS_BLOCKS_MAX);
	return loop;
}

static void add_loop(loop_reader *reader, const kv_loop *loop, uint64_t head)
{
	g_array_append_val(reader->loops, *loop);
	g_array_append_val(reader->heads, head);
}

static void visit(kv_code *code, gpointer state, const kv_code_body *body)
{
	loop_reader *reader = state;
	const kv_event_namer namer = {number_of_callee, reader};
	const kv_flow_range *ranges;

	read_ranges(reader, body);
	ranges = &g_array_index(reader->ranges, kv_flow_range, 0);
	kv_flow_events(ranges, reader->ranges->len, body->instructions, body->count, &namer,
		       reader->events);
	if (!kv_flow_read(reader->flow, ranges, reader->ranges->len,
			  &g_array_index(reader->events, kv_flow_event, 0), reader->events->len)) {
		kv_loop unread = {.owner = body->owner, .flags = KV_LOOP_UNREAD};

		add_loop(reader, &unread, ranges[0].begin);
		return;
	}
	for (size_t i = 0; i < kv_flow_loop_count(reader->flow); i++) {
		const kv_flow_loop *found = kv_flow_loop_at(reader->flow, i);
		kv_loop loop = make_loop(reader, body->owner, found);

		add_loop(reader, &loop, found->head);
	}
}

static void finish(kv_code *code, gpointer state)
{
	loop_reader *reader = state;

	for (guint i = 0; i < reader->loops->len; i++)
		g_array_index(reader->loops, kv_loop, i).source =
			kv_code_source_at(code, g_array_index(reader->heads, guint64, i));
	g_array_append_vals(code->tables->loops, reader->loops->data, reader->loops->len);
	kv_flow_free(reader->flow);
	g_free(reader->callees);
	g_array_unref(reader->events);
	g_array_unref(reader->numbers);
	g_array_unref(reader->ranges);
	g_array_unref(reader->loops);
	g_array_unref(reader->heads);
	g_free(reader);
}

const kv_code_part kv_code_loops = {begin, visit, finish};
