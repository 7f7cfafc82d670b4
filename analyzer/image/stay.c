/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/stay.h"

#include "code/flow.h"
#include "code/habit.h"
#include "index/code.h"

/* Calls that are looked at for one question; and how far a loop's sleep may be from it. */
enum { CALLS_MAX = 4000, SLEEP_DEPTH = 3 };

static const unsigned int asleep = KV_HABIT_BLOCKS | KV_HABIT_THREAD_MARKS;

const char *kv_index_callee_name(const kv_index *index, uint32_t call)
{
	const kv_call *entry = kv_index_call(index, call);

	if (entry->callee == KV_NONE)
		return NULL;
	if (entry->flags & KV_CALL_EXTERNAL)
		return kv_index_string(index, entry->callee);
	return kv_index_string(index, kv_index_symbol(index, entry->callee)->name);
}

uint32_t kv_index_code_named(const kv_index *index, const char *name)
{
	kv_ids named = kv_index_symbols_named(index, name);

	for (uint32_t i = 0; i < named.count; i++)
		if (kv_index_symbol(index, named.id[i])->flags & KV_SYMBOL_TEXT)
			return kv_index_code_of(index, named.id[i]);
	return KV_NONE;
}

static bool search_habit(const kv_index *index, uint32_t symbol, unsigned int habits,
			 unsigned int depth, unsigned int *budget)
{
	kv_run calls = kv_index_calls_from(index, symbol);

	for (uint32_t i = 0; i < calls.count && *budget > 0; i++) {
		const kv_call *call = kv_index_call(index, calls.first + i);
		const char *name = kv_index_callee_name(index, calls.first + i);

		--*budget;
		if (name && kv_habits_of(name) & habits)
			return true;
		if (name && depth > 1 && !(call->flags & KV_CALL_EXTERNAL) &&
		    search_habit(index, call->callee, habits, depth - 1, budget))
			return true;
	}
	return false;
}

bool kv_index_calls_habit(const kv_index *index, uint32_t symbol, unsigned int habits,
			  unsigned int depth)
{
	unsigned int budget = CALLS_MAX;

	return search_habit(index, symbol, habits, depth, &budget);
}

/* What the loops of a function are like. */
typedef struct {
	bool sleeping; /* one that calls what sleeps, or asks whether to go on */
	bool endless;  /* one without way out that calls something */
} loop_kinds;

static loop_kinds loops_of(const kv_index *index, uint32_t symbol)
{
	kv_run loops = kv_index_loops_of(index, symbol);
	loop_kinds kinds = {false, false};

	for (uint32_t i = 0; i < loops.count; i++) {
		uint32_t flags = kv_index_loop(index, loops.first + i)->flags;

		kinds.sleeping = kinds.sleeping || flags & KV_LOOP_SLEEPS;
		kinds.endless = kinds.endless || (flags & KV_LOOP_CALLS && flags & KV_LOOP_ENDLESS);
	}
	return kinds;
}

static bool is_main(const kv_index *index, uint32_t symbol)
{
	return kv_index_threads_of(index, symbol).count > 0;
}

/* A main function that lives in a loop of its own, and not one that does its work and ends. */
static bool is_lasting_main(const kv_index *index, uint32_t symbol)
{
	loop_kinds loops;

	if (!is_main(index, symbol))
		return false;
	loops = loops_of(index, symbol);
	return loops.sleeping ||
	       (loops.endless && kv_index_calls_habit(index, symbol, asleep, SLEEP_DEPTH));
}

/* Whether main functions, and nobody else, call the code of @symbol; one of them. */
static bool is_called_by_mains(const kv_index *index, uint32_t symbol, uint32_t *main)
{
	kv_ids calls = kv_index_calls_to(index, symbol);

	if (calls.count == 0 || kv_index_pointers_to(index, symbol).count > 0)
		return false;
	for (uint32_t i = 0; i < calls.count; i++) {
		uint32_t caller = kv_index_caller(index, calls.id[i]);

		if (!is_main(index, caller))
			return false;
		*main = caller;
	}
	return true;
}

/* Whether the code of @main calls nothing that blocks but the code of @symbol. */
static bool blocks_elsewhere(const kv_index *index, uint32_t main, uint32_t symbol)
{
	kv_run calls = kv_index_calls_from(index, main);

	for (uint32_t i = 0; i < calls.count; i++) {
		const kv_call *call = kv_index_call(index, calls.first + i);
		const char *name = kv_index_callee_name(index, calls.first + i);

		if (call->callee == symbol || !name)
			continue;
		if (kv_habits_of(name) & KV_HABIT_BLOCKS)
			return true;
	}
	return false;
}

/* Whether it is called by main functions only, and never returns to them. */
static bool is_last_call(const kv_index *index, uint32_t code, uint32_t *main)
{
	return is_called_by_mains(index, code, main) && loops_of(index, code).endless &&
	       kv_index_calls_habit(index, code, asleep, SLEEP_DEPTH);
}

/* A main function whose loop stands in a function of its own: devtmpfsd() of Linux. */
static bool lives_in_callee(const kv_index *index, uint32_t main)
{
	kv_run calls = kv_index_calls_from(index, main);

	for (uint32_t i = 0; i < calls.count; i++) {
		const kv_call *call = kv_index_call(index, calls.first + i);
		uint32_t caller;

		if (call->callee != KV_NONE && !(call->flags & KV_CALL_EXTERNAL) &&
		    is_last_call(index, call->callee, &caller))
			return true;
	}
	return false;
}

kv_stay kv_index_stay(const kv_index *index, uint32_t symbol)
{
	kv_stay stay = {.how = KV_STAYS_NOT, .main = KV_NONE};
	uint32_t code = kv_index_code_of(index, symbol);

	if (is_main(index, code)) {
		stay.main = code;
		if (is_lasting_main(index, code) || lives_in_callee(index, code))
			stay.how = KV_STAYS_MAIN;
		return stay;
	}
	if (!is_called_by_mains(index, code, &stay.main))
		return stay;
	if (is_last_call(index, code, &stay.main))
		stay.how = KV_STAYS_LOOP;
	else if (is_lasting_main(index, stay.main) &&
		 kv_index_calls_habit(index, code, KV_HABIT_BLOCKS, 1))
		stay.how = KV_STAYS_SLEEPS;
	stay.only_place = stay.how == KV_STAYS_SLEEPS && !blocks_elsewhere(index, stay.main, code);
	return stay;
}
