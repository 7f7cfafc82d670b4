/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "behaviour/busy.h"
#include "behaviour/code_walk.h"
#include "behaviour/loop_shape.h"
#include "behaviour/resched.h"
#include "behaviour/sleep.h"
#include "code/flow.h"
#include "code/habit.h"
#include "image/stay.h"
#include "index/code.h"
#include "kernel/patterns.h"
#include "machine/machine.h"
#include "source/facts.h"

/* More loops than these are not looked at; how far up callers are asked for locks that they hold. */
enum { LOOPS_MAX = 1000, CALLER_DEPTH = 4 };

/* Of one unit, what the calls of each block do for the scheduler: kv_resched, the most of them. */
typedef struct {
	const uint8_t *blocks;
	uint8_t least;
} block_calls;

static bool has_call(const kv_c_unit *unit, uint32_t block, gpointer data)
{
	const block_calls *calls = data;

	return calls->blocks[block] >= calls->least;
}

/* The same of a call, asked once for each name where nothing but the name decides. */
static kv_resched resched_of(kv_check *check, const kv_call_ref *ref, GHashTable *known)
{
	const kv_c_call *call = kv_call_ref_call(ref);
	g_autofree char *sleeps = kv_call_ref_sleeps(ref);
	gpointer found;
	kv_resched resched;

	if (sleeps)
		return KV_RESCHED_YES;
	if (!call->name)
		return kv_check_resched(check, ref);
	if (g_hash_table_lookup_extended(known, call->name, NULL, &found))
		return GPOINTER_TO_UINT(found);
	resched = kv_check_resched(check, ref);
	/* What a macro calls may be known by the name of the macro only. */
	if (!call->macro)
		g_hash_table_insert(known, (gpointer)call->name, GUINT_TO_POINTER(resched));
	return resched;
}

static uint8_t *blocks_of(kv_check *check, const kv_c_unit *unit)
{
	uint8_t *blocks = g_malloc0(MAX(unit->blocks->len, 1));
	g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) looping = g_hash_table_new(g_direct_hash, g_direct_equal);

	for (guint i = 0; i < unit->loops->len; i++)
		g_hash_table_add(looping,
				 GUINT_TO_POINTER(kv_c_unit_loop(unit, i)->function));
	for (guint i = 0; i < unit->calls->len; i++) {
		kv_call_ref ref = {unit, i};
		const kv_c_call *call = kv_call_ref_call(&ref);

		if (call->block < unit->blocks->len &&
		    g_hash_table_contains(looping, GUINT_TO_POINTER(call->function)))
			blocks[call->block] =
				MAX(blocks[call->block], resched_of(check, &ref, known));
	}
	return blocks;
}

/* How an escape's call or macro is called in rules/patterns/. */
static bool is_given_to(const kv_c_unit *unit, const kv_c_escape *escape, unsigned int habit)
{
	const kv_c_call *call = kv_c_unit_call(unit, escape->call);

	return (call && call->name && kv_habits_of(call->name) & habit) ||
	       (escape->macro && kv_habits_of(escape->macro) & habit);
}

static bool starts_thread(const kv_c_unit *unit, const kv_c_escape *escape)
{
	const kv_c_call *call = kv_c_unit_call(unit, escape->call);

	for (size_t i = 0; call && call->name && i < kv_thread_creators_count; i++) {
		if (strcmp(call->name, kv_thread_creators[i].function) == 0 &&
		    escape->argument == kv_thread_creators[i].argument)
			return true;
	}
	return false;
}

typedef bool (*escape_test)(const kv_c_unit *unit, const kv_c_escape *escape);

static bool is_called_atomic(const kv_c_unit *unit, const kv_c_escape *escape)
{
	return is_given_to(unit, escape, KV_HABIT_CALLS_ATOMIC);
}

/* Whether a pointer to the function of @code goes somewhere for which @test holds. */
static bool any_escape(const kv_c_ref *code, escape_test test)
{
	for (guint i = 0; i < code->unit->escapes->len; i++) {
		const kv_c_escape *escape =
			&g_array_index(code->unit->escapes, kv_c_escape, i);

		if (escape->name_kind == KV_NAME_FUNCTION && escape->target == code->function &&
		    test(code->unit, escape))
			return true;
	}
	return false;
}

static const kv_patched *replaced_by(kv_check *check, const kv_c_ref *code)
{
	const GPtrArray *all = kv_check_patched(check);

	for (guint i = 0; i < all->len; i++) {
		const kv_patched *patched = g_ptr_array_index(all, i);
		kv_c_ref start;

		if (kv_livepatch_find_code(kv_check_livepatch(check), NULL,
					   patched->function->new_name, &start) &&
		    start.unit == code->unit && start.function == code->function)
			return patched;
	}
	return NULL;
}

/* Whether @ref calls the function of @code. */
static bool is_call_of(const kv_livepatch *livepatch, const kv_call_ref *ref,
		       const kv_c_ref *code)
{
	const char *name = kv_c_ref_function(code)->name;
	kv_c_ref callee;

	return g_strcmp0(kv_call_ref_call(ref)->name, name) == 0 &&
	       kv_livepatch_find_code(livepatch, ref->unit, name, &callee) &&
	       callee.unit == code->unit && callee.function == code->function;
}

/* Whether @code only ever runs where nothing may sleep, as far as its callers here show. */
static bool runs_atomic(kv_check *check, const kv_c_ref *code, unsigned int depth)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);
	bool called = false;

	if (any_escape(code, is_called_atomic))
		return true;
	if (replaced_by(check, code))
		return false;
	for (guint i = 0; i < livepatch->units->len; i++) {
		kv_call_ref ref = {g_ptr_array_index(livepatch->units, i), 0};

		for (; ref.call < ref.unit->calls->len; ref.call++) {
			kv_c_ref caller = {ref.unit, kv_call_ref_call(&ref)->function};

			if (!is_call_of(livepatch, &ref, code))
				continue;
			called = true;
			if (!kv_call_ref_atomic(&ref) &&
			    (depth == 0 || caller.function == KV_NOWHERE ||
			     !runs_atomic(check, &caller, depth - 1)))
				return false;
		}
	}
	return called;
}

static bool goes_anywhere(const kv_c_unit *unit, const kv_c_escape *escape)
{
	return true;
}

/* Whether @code can run: a static function that nothing calls or points to is left out. */
static bool is_used(const kv_livepatch *livepatch, const kv_c_ref *code, unsigned int depth)
{
	const kv_c_function *function = kv_c_ref_function(code);

	if (depth == 0 || !(function->is_static || function->is_inline) ||
	    code->unit->init == code->function || code->unit->exit == code->function ||
	    any_escape(code, goes_anywhere))
		return true;
	for (guint i = 0; i < code->unit->calls->len; i++) {
		kv_call_ref ref = {code->unit, i};
		kv_c_ref caller = {code->unit, kv_call_ref_call(&ref)->function};

		if (caller.function == code->function || !is_call_of(livepatch, &ref, code))
			continue;
		if (caller.function == KV_NOWHERE || is_used(livepatch, &caller, depth - 1))
			return true;
	}
	return false;
}

/* Whether some way round passes a point, which is enough where the loop comes to an end. */
static bool has_point(const kv_c_unit *unit, uint32_t loop, const uint8_t *blocks)
{
	g_autoptr(GArray) rounds = kv_loop_blocks(unit, loop);

	for (guint i = 0; i < rounds->len; i++) {
		if (blocks[g_array_index(rounds, guint32, i)] == KV_RESCHED_YES)
			return true;
	}
	return false;
}

static bool is_in_one(const GArray *found, const kv_c_unit *unit, uint32_t loop)
{
	uint32_t outer = kv_c_unit_loop(unit, loop)->outer;

	for (guint i = 0; i < found->len; i++) {
		const kv_busy_loop *busy = &g_array_index(found, kv_busy_loop, i);

		if (busy->code.unit == unit && busy->loop == outer)
			return true;
	}
	return false;
}

static void add_loop(kv_check *check, GArray *found, const kv_c_unit *unit, uint32_t loop,
		     const uint8_t *blocks)
{
	kv_busy_loop busy = {
		.code = {unit, kv_c_unit_loop(unit, loop)->function}, .loop = loop};
	block_calls sure = {blocks, KV_RESCHED_YES}, perhaps = {blocks, KV_RESCHED_UNKNOWN};
	kv_busy_kind kind;

	if (found->len >= LOOPS_MAX ||
	    !kv_loop_busy_kind(unit, loop, any_escape(&busy.code, starts_thread), &kind) ||
	    !kv_loop_has_way_round(unit, loop, has_call, &sure) || kv_loop_atomic(unit, loop) ||
	    (kind == KV_BUSY_WALK &&
	     (is_in_one(found, unit, loop) || has_point(unit, loop, blocks))) ||
	    !is_used(kv_check_livepatch(check), &busy.code, CALLER_DEPTH) ||
	    runs_atomic(check, &busy.code, CALLER_DEPTH))
		return;
	busy.kind = kind;
	busy.certain = kv_loop_has_way_round(unit, loop, has_call, &perhaps);
	g_array_append_val(found, busy);
}

/* What a replacement leads to in the livepatch, and what it calls. */
typedef struct {
	const kv_livepatch *livepatch;
	GHashTable *functions; /* kv_c_function */
	GHashTable *called;    /* kv_callee_number() */
} code_tree;

static bool add_call(const kv_call_ref *ref, gpointer data)
{
	code_tree *tree = data;
	const char *name = kv_call_ref_call(ref)->name;
	kv_c_ref callee;

	if (!name)
		return false;
	g_hash_table_add(tree->called, GUINT_TO_POINTER(kv_callee_number(name)));
	if (kv_livepatch_find_code(tree->livepatch, ref->unit, name, &callee))
		g_hash_table_add(tree->functions, (gpointer)kv_c_ref_function(&callee));
	return false;
}

/* How many loops of two kinds there are, none of which lets the scheduler in. */
typedef struct {
	guint waits, all;
	bool unread;
} loop_counts;

static void count_original(const kv_index *index, uint32_t symbol, loop_counts *counts)
{
	const uint32_t good = KV_LOOP_HAS_POINT | KV_LOOP_CONSTANT | KV_LOOP_COUNTED;
	const uint32_t waits = KV_LOOP_PAUSES | KV_LOOP_POLLS | KV_LOOP_ENDLESS;
	kv_run loops = kv_index_loops_of(index, symbol);

	for (uint32_t i = 0; i < loops.count; i++) {
		uint32_t flags = kv_index_loop(index, loops.first + i)->flags;

		counts->unread = counts->unread || flags & KV_LOOP_UNREAD;
		if (flags & good && !(flags & KV_LOOP_PAUSES))
			continue;
		counts->all++;
		if (flags & waits)
			counts->waits++;
	}
}

/* Those of the original, and of what it calls and the replacement does not: copies of that here. */
static loop_counts counts_of_original(const kv_patched *patched, const code_tree *tree)
{
	uint32_t code = kv_index_code_of(patched->index, patched->symbol);
	kv_run calls = kv_index_calls_from(patched->index, code);
	loop_counts counts = {0};

	count_original(patched->index, code, &counts);
	for (uint32_t i = 0; i < calls.count; i++) {
		const kv_call *call = kv_index_call(patched->index, calls.first + i);
		const char *name = kv_index_callee_name(patched->index, calls.first + i);

		if (name && !(call->flags & KV_CALL_EXTERNAL) &&
		    !g_hash_table_contains(tree->called, GUINT_TO_POINTER(kv_callee_number(name))))
			count_original(patched->index, call->callee, &counts);
	}
	return counts;
}

static bool is_known(const kv_patched *patched)
{
	return patched->index && patched->symbol != KV_NONE &&
	       kv_machine_find(kv_index_machine(patched->index))->decoded && kv_index_has_code(patched->index);
}

/* Gives the loops of @tree to @patched, and takes out those that the original has as well. */
static void compare(const kv_patched *patched, const code_tree *tree, GArray *found)
{
	loop_counts here = {0}, there = {0};
	bool known = is_known(patched);

	if (known) {
		there = counts_of_original(patched, tree);
		known = !there.unread;
	}
	for (guint i = 0; i < found->len; i++) {
		kv_busy_loop *busy = &g_array_index(found, kv_busy_loop, i);

		if (busy->patched ||
		    !g_hash_table_contains(tree->functions, kv_c_ref_function(&busy->code)))
			continue;
		busy->patched = patched;
		busy->is_compared = known;
		here.all++;
		if (busy->kind == KV_BUSY_WAIT)
			here.waits++;
	}
	for (guint i = found->len; known && i > 0; i--) {
		const kv_busy_loop *busy = &g_array_index(found, kv_busy_loop, i - 1);

		if (busy->patched == patched &&
		    (busy->kind == KV_BUSY_WAIT ? here.waits <= there.waits
						: here.all <= there.all))
			g_array_remove_index(found, i - 1);
	}
}

static void compare_all(kv_check *check, GArray *found)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);
	const GPtrArray *all = kv_check_patched(check);

	for (guint i = 0; i < all->len && found->len > 0; i++) {
		const kv_patched *patched = g_ptr_array_index(all, i);
		code_tree tree = {.livepatch = livepatch};
		kv_c_ref start;

		if (!kv_livepatch_find_code(livepatch, NULL, patched->function->new_name, &start))
			continue;
		tree.functions = g_hash_table_new(g_direct_hash, g_direct_equal);
		tree.called = g_hash_table_new(g_direct_hash, g_direct_equal);
		g_hash_table_add(tree.functions, (gpointer)kv_c_ref_function(&start));
		kv_c_each_call(livepatch, &start, add_call, &tree);
		compare(patched, &tree, found);
		g_hash_table_unref(tree.functions);
		g_hash_table_unref(tree.called);
	}
}

GArray *kv_check_busy_loops(kv_check *check)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);
	GArray *found = g_array_new(FALSE, FALSE, sizeof(kv_busy_loop));

	for (guint i = 0; i < livepatch->units->len; i++) {
		const kv_c_unit *unit = g_ptr_array_index(livepatch->units, i);
		g_autofree uint8_t *blocks = NULL;

		if (unit->loops->len == 0)
			continue;
		blocks = blocks_of(check, unit);
		for (guint j = 0; j < unit->loops->len; j++)
			add_loop(check, found, unit, j, blocks);
	}
	compare_all(check, found);
	return found;
}
