/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "behaviour/loops.h"
#include "code/flow.h"
#include "code/habit.h"
#include "image/stay.h"
#include "image/symbols.h"
#include "index/code.h"
#include "machine/machine.h"

/* How far the functions are looked at that the original calls and the replacement does not. */
enum { INLINED_DEPTH = 2, LOOPS_MAX = 4096, RESCHEDULE_DEPTH = 3, CALLS_DEPTH = 64 };

/* What makes a loop wait for something that others must do. */
static const uint32_t spins = KV_LOOP_PAUSES | KV_LOOP_POLLS | KV_LOOP_ENDLESS;
static const uint32_t bounds = KV_LOOP_CONSTANT | KV_LOOP_COUNTED;

/* One loop, of the original or of the replacement. */
typedef struct {
	uint32_t flags, signature;
	bool matched;
	const kv_lp_body *body; /* of the replacement */
	const kv_lp_loop *loop;
} loop_side;

typedef struct {
	const kv_index *index;	 /* of the original */
	const kv_index *vmlinux; /* where its callees may be */
	GArray *old, *new;	 /* (element-type loop_side) */
	GHashTable *called;	 /* numbers of what the replacement calls itself */
	GHashTable *seen;	 /* functions whose loops are in the lists */
	bool unread;		 /* the loops of some function are not known */
} comparison;

/* Where some way round reschedules, nobody stays in the loop for long. */
static bool is_safe(const loop_side *side)
{
	return side->flags & KV_LOOP_HAS_POINT;
}

/* The name that the index has for the function called @name. */
static const char *index_name(const comparison *pair, const char *name)
{
	uint32_t code = kv_index_code_named(pair->index, name);

	return code == KV_NONE
		       ? name
		       : kv_index_string(pair->index, kv_index_symbol(pair->index, code)->name);
}

static uint32_t number_of(const comparison *pair, const char *name)
{
	return kv_callee_number(index_name(pair, name));
}

/* As the index has it: analyzer/indexer/code_loops.c. */
static uint32_t signature_of(const comparison *pair, const kv_lp_loop *loop)
{
	g_autoptr(GHashTable) numbers = g_hash_table_new(g_direct_hash, g_direct_equal);
	uint32_t sum = 0;

	for (guint i = 0; i < loop->calls->len; i++) {
		const char *name = g_ptr_array_index(loop->calls, i);
		uint32_t number = number_of(pair, name);

		if (!(kv_habits_of(name) & KV_HABIT_RESCHEDULES) &&
		    g_hash_table_add(numbers, GUINT_TO_POINTER(number)))
			sum += number;
	}
	return sum;
}

static void add_new(comparison *pair, const kv_lp_body *body, unsigned int depth)
{
	if (!g_hash_table_add(pair->seen, (gpointer)body))
		return;
	pair->unread = pair->unread || !body->complete || depth == CALLS_DEPTH;
	for (guint i = 0; i < body->loops->len; i++) {
		const kv_lp_loop *loop = g_ptr_array_index(body->loops, i);
		loop_side side = {
			.flags = loop->flags,
			.signature = signature_of(pair, loop),
			.body = body,
			.loop = loop,
		};

		if (pair->new->len < LOOPS_MAX)
			g_array_append_val(pair->new, side);
	}
	for (guint i = 0; i < body->calls->len; i++) {
		const kv_lp_call *call = &g_array_index(body->calls, kv_lp_call, i);

		g_hash_table_add(pair->called, GUINT_TO_POINTER(number_of(pair, call->callee)));
		if (call->body && !call->body->replacement && depth < CALLS_DEPTH)
			add_new(pair, call->body, depth + 1);
	}
}

static void add_old(comparison *pair, uint32_t symbol)
{
	kv_run loops;

	if (symbol == KV_NONE || !g_hash_table_add(pair->seen, GSIZE_TO_POINTER((gsize)symbol + 1)))
		return;
	loops = kv_index_loops_of(pair->index, symbol);
	for (uint32_t i = 0; i < loops.count && pair->old->len < LOOPS_MAX; i++) {
		const kv_loop *loop = kv_index_loop(pair->index, loops.first + i);
		loop_side side = {.flags = loop->flags, .signature = loop->signature};

		pair->unread = pair->unread || loop->flags & KV_LOOP_UNREAD;
		g_array_append_val(pair->old, side);
	}
}

/* Without optimisation at link time, a function is inlined in its own file, or out of a header. */
static bool can_be_inlined(const comparison *pair, uint32_t symbol, uint32_t original)
{
	const kv_source *callee =
		kv_symbol_source(pair->index, kv_index_symbol(pair->index, symbol));
	const kv_source *caller =
		kv_symbol_source(pair->index, kv_index_symbol(pair->index, original));

	return !callee || !caller || callee->file == caller->file ||
	       g_str_has_suffix(kv_index_string(pair->index, callee->file), ".h");
}

/* The loops of what the original calls and the replacement does not: it may have them inlined. */
static void add_inlined(comparison *pair, uint32_t symbol, unsigned int depth)
{
	kv_run calls = kv_index_calls_from(pair->index, symbol);

	for (uint32_t i = 0; i < calls.count; i++) {
		const kv_call *call = kv_index_call(pair->index, calls.first + i);
		const char *name = kv_index_callee_name(pair->index, calls.first + i);

		if (!name || call->flags & KV_CALL_EXTERNAL ||
		    g_hash_table_contains(pair->called, GUINT_TO_POINTER(kv_callee_number(name))) ||
		    !can_be_inlined(pair, call->callee, symbol))
			continue;
		add_old(pair, call->callee);
		if (depth > 1 && pair->old->len < LOOPS_MAX)
			add_inlined(pair, call->callee, depth - 1);
	}
}

/* Functions of the livepatch that are copies of functions of the kernel. */
static void add_namesakes(comparison *pair)
{
	for (guint i = 0; i < pair->new->len; i++) {
		const loop_side *side = &g_array_index(pair->new, loop_side, i);

		add_old(pair, kv_index_code_named(pair->index, side->body->name));
	}
}

typedef bool (*agreement)(const loop_side *old, const loop_side *new);

static bool are_equal(const loop_side *old, const loop_side *new)
{
	const uint32_t compared = spins | bounds | KV_LOOP_HAS_POINT;

	return old->signature == new->signature &&
	       (old->flags & compared) == (new->flags & compared);
}

static bool call_the_same(const loop_side *old, const loop_side *new)
{
	return new->signature != 0 &&
	       old->signature == new->signature && is_safe(old) == is_safe(new);
}

static bool are_both_safe(const loop_side *old, const loop_side *new)
{
	return is_safe(old) && is_safe(new);
}

/* The same loop, without its reschedule point. */
static bool lost_point(const loop_side *old, const loop_side *new)
{
	return old->signature == new->signature && is_safe(old) && !is_safe(new) &&
	       !(new->flags & KV_LOOP_CONSTANT);
}

/* A loop that was changed, and has none any more. */
static bool lost_point_and_changed(const loop_side *old, const loop_side *new)
{
	return is_safe(old) && !is_safe(new) && !(new->flags & bounds);
}

/* A loop that was changed. One that waits for others was one that did so. */
static bool are_of_a_kind(const loop_side *old, const loop_side *new)
{
	return !is_safe(old) && !is_safe(new) && (old->flags & spins || !(new->flags & spins));
}

/* Pairs what is left of the loops, where @agree says so; @changes gets those without a point. */
static void match(comparison *pair, agreement agree, GArray *changes)
{
	for (guint i = 0; i < pair->new->len; i++) {
		loop_side *new = &g_array_index(pair->new, loop_side, i);

		for (guint j = 0; !new->matched && j < pair->old->len; j++) {
			loop_side *old = &g_array_index(pair->old, loop_side, j);
			kv_loop_change change = {KV_CHANGE_LOST_POINT, new->body, new->loop};

			if (old->matched || !agree(old, new))
				continue;
			old->matched = new->matched = true;
			if (changes)
				g_array_append_val(changes, change);
		}
	}
}

static bool may_reschedule(const comparison *pair, const kv_lp_loop *loop)
{
	const unsigned int habits = KV_HABIT_RESCHEDULES | KV_HABIT_MAY_SLEEP;

	for (guint i = 0; i < loop->calls->len; i++) {
		const char *name = g_ptr_array_index(loop->calls, i);
		uint32_t code = kv_index_code_named(pair->vmlinux, name);

		if (kv_habits_of(name) & habits)
			return true;
		if (code != KV_NONE &&
		    kv_index_calls_habit(pair->vmlinux, code, habits, RESCHEDULE_DEPTH))
			return true;
	}
	return loop->flags & KV_LOOP_INDIRECT;
}

static bool calls_only_delays(const kv_lp_loop *loop)
{
	for (guint i = 0; i < loop->calls->len; i++)
		if (!(kv_habits_of(g_ptr_array_index(loop->calls, i)) & KV_HABIT_DELAYS))
			return false;
	return !(loop->flags & KV_LOOP_INDIRECT);
}

/* What the loops are that have no counterpart in the original. */
static void add_unmatched(comparison *pair, GArray *changes)
{
	for (guint i = 0; i < pair->new->len; i++) {
		const loop_side *new = &g_array_index(pair->new, loop_side, i);
		bool waits = new->flags & spins && calls_only_delays(new->loop);
		kv_loop_change change = {waits ? KV_CHANGE_NEW_WAIT : KV_CHANGE_NEW, new->body,
					 new->loop};

		if (new->matched || is_safe(new) || (!waits && new->flags & bounds) ||
		    (waits && new->flags & KV_LOOP_CONSTANT) || may_reschedule(pair, new->loop))
			continue;
		g_array_append_val(changes, change);
	}
}

static GArray *compare(comparison *pair, uint32_t original, const kv_lp_body *body)
{
	g_autoptr(GArray) changes = g_array_new(FALSE, FALSE, sizeof(kv_loop_change));

	add_new(pair, body, 0);
	add_old(pair, original);
	match(pair, are_equal, NULL);
	match(pair, call_the_same, NULL);
	match(pair, are_both_safe, NULL);
	match(pair, lost_point, changes);
	match(pair, are_of_a_kind, NULL);
	match(pair, lost_point_and_changed, changes);
	add_inlined(pair, original, INLINED_DEPTH);
	add_namesakes(pair);
	match(pair, are_equal, NULL);
	match(pair, are_of_a_kind, NULL);
	add_unmatched(pair, changes);
	return pair->unread ? NULL : g_steal_pointer(&changes);
}

GArray *kv_patched_loop_changes(kv_check *check, const kv_patched *patched)
{
	const kv_symbol *symbol = kv_patched_symbol(patched);
	const kv_lp_body *body = patched->function->body;
	comparison pair = {.index = patched->index, .vmlinux = kv_check_vmlinux(check)};
	GArray *changes = NULL;

	if (!symbol || !body || !kv_machine_find(kv_index_machine(patched->index))->decoded)
		return NULL;
	pair.old = g_array_new(FALSE, FALSE, sizeof(loop_side));
	pair.new = g_array_new(FALSE, FALSE, sizeof(loop_side));
	pair.called = g_hash_table_new(g_direct_hash, g_direct_equal);
	pair.seen = g_hash_table_new(g_direct_hash, g_direct_equal);
	changes = compare(&pair, kv_index_code_of(patched->index, patched->symbol), body);
	g_array_unref(pair.old);
	g_array_unref(pair.new);
	g_hash_table_unref(pair.called);
	g_hash_table_unref(pair.seen);
	return changes;
}
