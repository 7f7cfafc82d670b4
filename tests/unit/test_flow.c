/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>

#include "code/events.h"
#include "code/habit.h"
#include "code/rounds.h"

/* The functions of flow_sample.S, each from its first byte to the one behind its last. */
#define SAMPLE(name)                                                                               \
	extern const uint8_t sample_##name[] __attribute__((visibility("hidden")));                \
	extern const uint8_t sample_##name##_end[] __attribute__((visibility("hidden")))

SAMPLE(point);
SAMPLE(plain);
SAMPLE(straight);
SAMPLE(walk);
SAMPLE(poll);
SAMPLE(poll_compare);
SAMPLE(own_memory);
SAMPLE(sequence_count);
SAMPLE(constant);
SAMPLE(counted);
SAMPLE(counted_down);
SAMPLE(endless);
SAMPLE(leaves_by_tail);
SAMPLE(always_point);
SAMPLE(sometimes_point);
SAMPLE(both_points);
SAMPLE(nested);
SAMPLE(indirect);
SAMPLE(two_callees);
SAMPLE(split);
SAMPLE(split_cold);

enum { BLOCKS_MAX = 64 };

typedef struct {
	kv_flow *flow;
	kv_decoder *decoder;
	kv_flow_range ranges[2];
	size_t range_count;
	GArray *events;
} fixture;

static uint32_t callee(gpointer data, const kv_instruction *instruction, bool *point)
{
	*point = instruction->target == (uintptr_t)sample_point;
	return (uint32_t)instruction->target;
}

static void set_up(fixture *f, gconstpointer data)
{
	f->flow = kv_flow_new();
	f->decoder = kv_decoder_new(NULL, NULL);
	f->events = g_array_new(FALSE, FALSE, sizeof(kv_flow_event));
}

static void tear_down(fixture *f, gconstpointer data)
{
	g_array_unref(f->events);
	kv_decoder_free(f->decoder);
	kv_flow_free(f->flow);
}

static kv_flow_range range_of(const uint8_t *begin, const uint8_t *end)
{
	return (kv_flow_range){(uintptr_t)begin, (uintptr_t)end, begin};
}

static void read_pieces(fixture *f)
{
	g_autoptr(GArray) code = g_array_new(FALSE, FALSE, sizeof(kv_instruction));
	const kv_event_namer namer = {callee, NULL};

	for (size_t i = 0; i < f->range_count; i++)
		kv_decode_run(f->decoder, f->ranges[i].bytes, f->ranges[i].end - f->ranges[i].begin,
			      f->ranges[i].begin, code);
	kv_flow_events(f->ranges, f->range_count, (const kv_instruction *)(void *)code->data,
		       code->len, &namer, f->events);
	g_assert_true(kv_flow_read(f->flow, f->ranges, f->range_count,
				   (const kv_flow_event *)(void *)f->events->data, f->events->len));
}

static uint32_t flags_of(const fixture *f, size_t number)
{
	const kv_flow_loop *loop = kv_flow_loop_at(f->flow, number);

	return loop->flags | kv_flow_loop_rounds(f->decoder, f->ranges, f->range_count, f->flow,
						 loop, BLOCKS_MAX);
}

static const struct {
	const char *name;
	const uint8_t *begin, *end;
	uint32_t flags; /* of its only loop */
} singles[] = {
#define SINGLE(name, flags)                                                                        \
	{                                                                                          \
#name, sample_##name, sample_##name##_end, flags                                   \
	}
	SINGLE(walk, 0),
	SINGLE(poll, KV_LOOP_PAUSES | KV_LOOP_POLLS),
	SINGLE(poll_compare, KV_LOOP_POLLS),
	SINGLE(own_memory, 0),
	SINGLE(sequence_count, KV_LOOP_PAUSES),
	SINGLE(constant, KV_LOOP_CONSTANT | KV_LOOP_COUNTED),
	SINGLE(counted, KV_LOOP_COUNTED),
	SINGLE(counted_down, KV_LOOP_COUNTED),
	SINGLE(endless, KV_LOOP_ENDLESS | KV_LOOP_CALLS),
	SINGLE(leaves_by_tail, KV_LOOP_CALLS),
	SINGLE(always_point, KV_LOOP_CALLS | KV_LOOP_HAS_POINT | KV_LOOP_RESCHEDULES),
	SINGLE(sometimes_point, KV_LOOP_CALLS | KV_LOOP_HAS_POINT),
	SINGLE(both_points, KV_LOOP_CALLS | KV_LOOP_HAS_POINT | KV_LOOP_RESCHEDULES),
	SINGLE(indirect, KV_LOOP_CALLS | KV_LOOP_INDIRECT),
	SINGLE(two_callees, KV_LOOP_CALLS),
};

static void test_singles(fixture *f, gconstpointer data)
{
	for (size_t i = 0; i < G_N_ELEMENTS(singles); i++) {
		f->ranges[0] = range_of(singles[i].begin, singles[i].end);
		f->range_count = 1;
		read_pieces(f);
		g_test_message("%s: flags 0x%x, expected 0x%x", singles[i].name, flags_of(f, 0),
			       singles[i].flags);
		g_assert_cmpuint(kv_flow_loop_count(f->flow), ==, 1);
		g_assert_cmphex(flags_of(f, 0), ==, singles[i].flags);
	}
}

static void test_straight(fixture *f, gconstpointer data)
{
	f->ranges[0] = range_of(sample_straight, sample_straight_end);
	f->range_count = 1;
	read_pieces(f);
	g_assert_cmpuint(kv_flow_loop_count(f->flow), ==, 0);
}

static void test_nested(fixture *f, gconstpointer data)
{
	f->ranges[0] = range_of(sample_nested, sample_nested_end);
	f->range_count = 1;
	read_pieces(f);
	g_assert_cmpuint(kv_flow_loop_count(f->flow), ==, 2);
	g_assert_cmphex(flags_of(f, 0), ==,
			KV_LOOP_CALLS | KV_LOOP_HAS_POINT | KV_LOOP_RESCHEDULES);
	g_assert_cmphex(flags_of(f, 1), ==, KV_LOOP_NESTED);
	g_assert_cmphex(kv_flow_loop_at(f->flow, 0)->head, ==, (uintptr_t)sample_nested);
	/* mov %rbx,%rdi is three bytes long. */
	g_assert_cmphex(kv_flow_loop_at(f->flow, 1)->head, ==, (uintptr_t)sample_nested + 3);
}

/* The cold part first in memory or second: the function is entered at the first range. */
static void test_split(fixture *f, gconstpointer data)
{
	f->ranges[0] = range_of(sample_split, sample_split_end);
	f->ranges[1] = range_of(sample_split_cold, sample_split_cold_end);
	f->range_count = 2;
	read_pieces(f);
	g_assert_cmpuint(kv_flow_loop_count(f->flow), ==, 1);
	g_assert_cmphex(flags_of(f, 0), ==,
			KV_LOOP_CALLS | KV_LOOP_HAS_POINT | KV_LOOP_RESCHEDULES);
	g_assert_cmphex(kv_flow_loop_at(f->flow, 0)->head, ==, (uintptr_t)sample_split);

	f->ranges[1] = f->ranges[0];
	f->ranges[0] = range_of(sample_split_cold, sample_split_cold_end);
	read_pieces(f);
	g_assert_cmpuint(kv_flow_loop_count(f->flow), ==, 1);
	g_assert_cmphex(kv_flow_loop_at(f->flow, 0)->head, ==, (uintptr_t)sample_split_cold);

	f->range_count = 1;
	read_pieces(f);
	g_assert_cmpuint(kv_flow_loop_count(f->flow), ==, 0);
}

static void test_callees(fixture *f, gconstpointer data)
{
	g_autoptr(GArray) callees = g_array_new(FALSE, FALSE, sizeof(guint32));
	uint32_t plain = (uint32_t)(uintptr_t)sample_plain;
	uint32_t straight = (uint32_t)(uintptr_t)sample_straight;

	f->ranges[0] = range_of(sample_two_callees, sample_two_callees_end);
	f->range_count = 1;
	read_pieces(f);
	kv_flow_loop_callees(f->flow, kv_flow_loop_at(f->flow, 0), callees);
	g_assert_cmpuint(callees->len, ==, 2);
	g_assert_cmphex(g_array_index(callees, guint32, 0), ==, MIN(plain, straight));
	g_assert_cmphex(g_array_index(callees, guint32, 1), ==, MAX(plain, straight));
}

/* Every block jumps to every other one's neighbourhood: many loops in loops, and an end to it. */
static void test_entangled(fixture *f, gconstpointer data)
{
	enum { COUNT = 60000 };
	g_autofree kv_flow_event *events = g_new0(kv_flow_event, COUNT);
	const kv_flow_range range = {.begin = 0, .end = COUNT};
	gint64 begin = g_get_monotonic_time();

	for (uint32_t i = 0; i < COUNT; i++)
		events[i] = (kv_flow_event){
			.address = i,
			.next = i + 1,
			.target = (i * UINT64_C(2654435761)) % COUNT,
			.kind = KV_FLOW_BRANCH,
		};
	if (!kv_flow_read(f->flow, &range, 1, events, COUNT))
		g_assert_cmpuint(kv_flow_loop_count(f->flow), ==, 0);
	/* Loops inside loops, as deep as there are blocks. */
	for (uint32_t i = 0; i < COUNT; i++)
		events[i].target = COUNT - 1 - i;
	if (!kv_flow_read(f->flow, &range, 1, events, COUNT))
		g_assert_cmpuint(kv_flow_loop_count(f->flow), ==, 0);
	g_assert_cmpint(g_get_monotonic_time() - begin, <, 20 * G_USEC_PER_SEC);
}

static void test_odd(fixture *f, gconstpointer data)
{
	const kv_flow_range empty = {.begin = 5, .end = 5};
	const kv_flow_range range = {.begin = 0, .end = 10};
	const kv_flow_event outside[] = {
		{.address = 50, .next = 52, .target = 3, .kind = KV_FLOW_JUMP},
		{.address = 60, .next = 62, .target = UINT64_MAX, .kind = KV_FLOW_BRANCH},
	};

	g_assert_true(kv_flow_read(f->flow, NULL, 0, NULL, 0));
	g_assert_cmpuint(kv_flow_loop_count(f->flow), ==, 0);
	g_assert_true(kv_flow_read(f->flow, &empty, 1, NULL, 0));
	g_assert_cmpuint(kv_flow_loop_count(f->flow), ==, 0);
	g_assert_true(kv_flow_read(f->flow, &range, 1, outside, G_N_ELEMENTS(outside)));
	g_assert_cmpuint(kv_flow_loop_count(f->flow), ==, 0);
}

/* rules/patterns/sleep.yaml */
static void test_habits(void)
{
	g_assert_cmphex(kv_habits_of("__SCT__cond_resched"), ==, KV_HABIT_RESCHEDULES);
	g_assert_true(kv_habits_of("schedule") & KV_HABIT_BLOCKS);
	g_assert_true(kv_habits_of("schedule_timeout.constprop.0") & KV_HABIT_BLOCKS);
	g_assert_cmphex(kv_habits_of("scheduler_tick"), ==, 0);
	g_assert_cmphex(kv_habits_of("sched"), ==, 0);
	g_assert_cmphex(kv_habits_of(""), ==, 0);
	g_assert_true(kv_habits_of("synchronize_rcu_tasks") & KV_HABIT_RESCHEDULES);
	g_assert_true(kv_habits_of("__get_user_nocheck_4") & KV_HABIT_MAY_SLEEP);
	g_assert_cmphex(kv_habits_of("do_wait"), ==, 0);
	for (unsigned int i = 0; i < kv_habits_count; i++)
		g_assert_true(kv_habits_of(kv_habits[i].name) & kv_habits[i].habits);
	g_assert_cmphex(kv_callee_number("foo"), ==, kv_callee_number("foo.isra.0"));
	g_assert_cmphex(kv_callee_number("foo"), !=, kv_callee_number("fooo"));
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*run)(fixture *f, gconstpointer data);
	} tests[] = {
		{"/flow/single loops", test_singles}, {"/flow/no loop", test_straight},
		{"/flow/nested", test_nested},	      {"/flow/cold part", test_split},
		{"/flow/callees", test_callees},      {"/flow/entangled", test_entangled},
		{"/flow/odd input", test_odd},
	};

	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add(tests[i].name, fixture, NULL, set_up, tests[i].run, tear_down);
	g_test_add_func("/flow/habits", test_habits);
	return g_test_run();
}
