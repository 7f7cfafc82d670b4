/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "behaviour/resched.h"
#include "behaviour/sleep.h"
#include "code/habit.h"
#include "image/stay.h"
#include "index/code.h"
#include "kernel/patterns.h"

/*
 * How far into the kernel's own functions a reschedule is looked for, as for machine code; and into
 * those of the livepatch.
 */
enum { KERNEL_DEPTH = 3, OWN_DEPTH = 4 };

static const unsigned int points = KV_HABIT_RESCHEDULES | KV_HABIT_BLOCKS | KV_HABIT_MAY_SLEEP;

/* What names stand for that compilers and klpvet's own headers make. */
static const char *const made[] = {"__builtin_", "__compiletime_", "__bad_", "klpvet_"};

static bool calls_through_pointer(const kv_index *index, uint32_t code)
{
	kv_run calls = kv_index_calls_from(index, code);

	for (uint32_t i = 0; i < calls.count; i++) {
		uint8_t kind = kv_index_call(index, calls.first + i)->kind;

		if (kind == KV_CALL_INDIRECT || kind == KV_CALL_INDIRECT_TAIL)
			return true;
	}
	return false;
}

static kv_resched resched_of_code(const kv_index *index, uint32_t code)
{
	if (kv_index_calls_habit(index, code, points, KERNEL_DEPTH))
		return KV_RESCHED_YES;
	return calls_through_pointer(index, code) ? KV_RESCHED_UNKNOWN : KV_RESCHED_NO;
}

/* What the inline function is known to do whose copies are @sources. */
static kv_resched resched_of_inline(const kv_index *index, kv_run sources)
{
	for (uint32_t i = 0; i < kv_index_call_count(index); i++) {
		const kv_call *call = kv_index_call(index, i);
		const char *name;

		if (call->source - sources.first >= sources.count)
			continue;
		name = kv_index_callee_name(index, i);
		if (!name)
			return KV_RESCHED_UNKNOWN;
		if (kv_habits_of(name) & points)
			return KV_RESCHED_YES;
		if (!(call->flags & KV_CALL_EXTERNAL) &&
		    kv_index_calls_habit(index, call->callee, points, KERNEL_DEPTH - 1))
			return KV_RESCHED_YES;
	}
	return KV_RESCHED_NO;
}

static bool find_in_index(const kv_index *index, const char *name, kv_resched *resched)
{
	uint32_t code;
	kv_run sources;

	if (!index || !kv_index_has_code(index))
		return false;
	code = kv_index_code_named(index, name);
	if (code != KV_NONE) {
		*resched = resched_of_code(index, code);
		return true;
	}
	sources = kv_index_sources_named(index, name);
	if (sources.count == 0)
		return false;
	*resched = resched_of_inline(index, sources);
	return true;
}

static kv_resched resched_of_kernel(kv_check *check, const char *name)
{
	const GPtrArray *all = kv_check_patched(check);
	kv_resched resched;

	for (gsize i = 0; i < G_N_ELEMENTS(made); i++) {
		if (g_str_has_prefix(name, made[i]))
			return KV_RESCHED_NO;
	}
	if (find_in_index(kv_check_vmlinux(check), name, &resched))
		return resched;
	for (guint i = 0; i < all->len; i++) {
		const kv_patched *patched = g_ptr_array_index(all, i);

		if (patched->in_module && find_in_index(patched->index, name, &resched))
			return resched;
	}
	return KV_RESCHED_UNKNOWN;
}

/*
 * The function of the kernel behind a pointer that is named after it, as SUSE's livepatches call
 * what is not exported: (*klpe_name)(...).
 */
static const char *pointer_name(const kv_call_ref *ref)
{
	static const char prefix[] = "klpe_";
	const kv_expr *called = kv_expr_operand(ref->unit, kv_call_ref_expr(ref), 0);

	if (called && called->kind == KV_EXPR_UNARY && called->op[0] == '*')
		called = kv_expr_operand(ref->unit, called, 0);
	if (!called || called->kind != KV_EXPR_NAME || called->name_kind != KV_NAME_VARIABLE ||
	    !g_str_has_prefix(called->name, prefix))
		return NULL;
	return called->name + strlen(prefix);
}

static kv_resched resched_of_own(kv_check *check, const kv_c_ref *code, unsigned int depth);

static kv_resched resched_of_call(kv_check *check, const kv_call_ref *ref, unsigned int depth)
{
	const kv_c_call *call = kv_call_ref_call(ref);
	const char *name = call->name ? call->name : pointer_name(ref);
	g_autofree char *sleeps = kv_call_ref_sleeps(ref);
	unsigned int habits = name ? kv_habits_of(name) : 0;
	kv_c_ref own;

	habits |= call->macro ? kv_habits_of(call->macro) : 0;
	if (sleeps || (!call->name && habits & points))
		return KV_RESCHED_YES;
	if (habits & (KV_HABIT_DELAYS | KV_HABIT_LOOKS | KV_HABIT_BOUNDS | KV_HABIT_THREAD_MARKS))
		return KV_RESCHED_NO;
	if (kv_allocation_of(name) || kv_allocation_of(call->macro))
		return KV_RESCHED_NO;
	if (!name)
		return KV_RESCHED_UNKNOWN;
	if (kv_livepatch_find_code(kv_check_livepatch(check), ref->unit, call->name, &own))
		return depth > 0 ? resched_of_own(check, &own, depth - 1) : KV_RESCHED_UNKNOWN;
	return resched_of_kernel(check, name);
}

static kv_resched resched_of_own(kv_check *check, const kv_c_ref *code, unsigned int depth)
{
	const kv_c_function *function = kv_c_ref_function(code);
	kv_resched most = KV_RESCHED_NO;

	for (uint32_t i = 0; i < function->call_count && most != KV_RESCHED_YES; i++) {
		kv_call_ref ref = {code->unit, function->calls + i};

		most = MAX(most, resched_of_call(check, &ref, depth));
	}
	return most;
}

kv_resched kv_check_resched(kv_check *check, const kv_call_ref *ref)
{
	return resched_of_call(check, ref, OWN_DEPTH);
}
