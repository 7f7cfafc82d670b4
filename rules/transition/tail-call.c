/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "behaviour/sleep.h"
#include "code/habit.h"
#include "engine/rule.h"
#include "livepatch/model/body.h"

static const char *remedy = "build the livepatch with -fno-optimize-sibling-calls and "
			    "-fno-reorder-blocks-and-partition, or never unload it";

static void set_rest(kv_finding *finding, const char *sleep)
{
	kv_finding_set_consequence(finding,
				   "finishes disabling, and lets the module be unloaded, while a "
				   "task sleeps in %s: that task then returns into memory that "
				   "is gone",
				   sleep);
	kv_finding_set_remedy(finding, "%s", remedy);
	kv_finding_set_source(finding, "machine code of the livepatch");
}

/* A function that is no replacement itself, jumped to, that may sleep. */
static void check_jump(kv_check *check, const kv_patched *patched, const kv_lp_body *body,
		       const kv_lp_call *call)
{
	const char *sleep;
	kv_finding *finding;

	if (!call->body || call->body->replacement || call->body == body)
		return;
	sleep = kv_lp_body_sleeps(kv_check_vmlinux(check), call->body);
	if (!sleep)
		return;
	finding = kv_check_report(check, patched,
				  "its replacement %s jumps to %s, which may sleep: while it does, "
				  "no patched function is on the stack",
				  body->name, call->callee);
	set_rest(finding, sleep);
	kv_finding_add_evidence(finding, call->callee, NULL, 0,
				"jumped to, no klp_func lists it; it calls %s", sleep);
}

static bool cold_call_sleeps(const kv_index *vmlinux, const kv_lp_call *call)
{
	const unsigned int habits = KV_HABIT_RESCHEDULES | KV_HABIT_BLOCKS | KV_HABIT_MAY_SLEEP;

	if (call->body)
		return kv_lp_body_sleeps(vmlinux, call->body);
	return kv_habits_of(call->callee) & habits;
}

/* The part that the compiler split off is another symbol, which the kernel does not look for. */
static void check_cold(kv_check *check, const kv_patched *patched, const kv_lp_body *body,
		       const kv_lp_call *call)
{
	kv_finding *finding;

	if (!cold_call_sleeps(kv_check_vmlinux(check), call))
		return;
	finding = kv_check_report(check, patched,
				  "the unlikely part of its replacement, %s.cold, calls %s, which "
				  "may sleep: while it does, no patched function is on the stack",
				  body->name, call->callee);
	set_rest(finding, call->callee);
	kv_finding_add_evidence(finding, call->callee, NULL, 0, "called from %s.cold", body->name);
}

/* Whether a call in front of @number says the same. */
static bool is_repeated(const kv_lp_body *body, guint number)
{
	const kv_lp_call *call = &g_array_index(body->calls, kv_lp_call, number);

	for (guint i = 0; i < number; i++) {
		const kv_lp_call *other = &g_array_index(body->calls, kv_lp_call, i);

		if (other->flags == call->flags && strcmp(other->callee, call->callee) == 0)
			return true;
	}
	return false;
}

static void check_function(kv_check *check, const kv_patched *patched)
{
	const kv_lp_body *body = patched->function->body;

	if (patched->function->has_new == KV_NO)
		return;
	if (!body) {
		kv_check_not_checked(check, patched,
				     "the machine code of the replacement cannot be read",
				     "give a livepatch module for x86-64 with its symbol table");
		return;
	}
	for (guint i = 0; i < body->calls->len; i++) {
		const kv_lp_call *call = &g_array_index(body->calls, kv_lp_call, i);

		if (call->flags == 0 || is_repeated(body, i))
			continue;
		if (call->flags & KV_LP_CALL_TAIL)
			check_jump(check, patched, body, call);
		else if (call->flags & KV_LP_CALL_COLD)
			check_cold(check, patched, body, call);
	}
}

const kv_rule kv_rule_transition_tail_call = {
	.id = "transition-tail-call",
	.check_function = check_function,
};
