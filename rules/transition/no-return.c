/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "behaviour/code_walk.h"
#include "behaviour/sleep.h"
#include "code/flow.h"
#include "code/habit.h"
#include "engine/rule.h"
#include "image/stay.h"
#include "livepatch/model/body.h"

/* How far into the kernel's own functions a sleep is looked for. */
enum { SLEEP_DEPTH = 2 };

static const unsigned int asleep = KV_HABIT_RESCHEDULES | KV_HABIT_BLOCKS;

/* A loop without way out in which a task sleeps. */
typedef struct {
	const kv_livepatch *livepatch;
	const kv_index *vmlinux;
	const kv_lp_body *body; /* that has it; NULL: none */
	const kv_lp_loop *loop;
	const char *sleep; /* what it calls */
} dead_end;

static bool is_sleep(const dead_end *end, const char *name)
{
	const kv_lp_body *body = kv_livepatch_body(end->livepatch, name);
	uint32_t code;

	if (body)
		return kv_lp_body_sleeps(end->vmlinux, body) != NULL;
	if (kv_habits_of(name) & asleep)
		return true;
	code = kv_index_code_named(end->vmlinux, name);
	return code != KV_NONE && kv_index_calls_habit(end->vmlinux, code, asleep, SLEEP_DEPTH);
}

/* What the loop calls and a task sleeps in; NULL: nothing that is known. */
static const char *sleep_of(const dead_end *end, const kv_lp_loop *loop)
{
	for (guint i = 0; i < loop->calls->len; i++) {
		const char *name = g_ptr_array_index(loop->calls, i);

		if (is_sleep(end, name))
			return name;
	}
	return NULL;
}

static bool find_in_body(const kv_lp_body *body, dead_end *end)
{
	for (guint i = 0; i < body->loops->len; i++) {
		const kv_lp_loop *loop = g_ptr_array_index(body->loops, i);
		const char *sleep = NULL;

		if (loop->flags & KV_LOOP_ENDLESS && !(loop->flags & KV_LOOP_UNREAD))
			sleep = sleep_of(end, loop);
		if (!sleep)
			continue;
		end->body = body;
		end->loop = loop;
		end->sleep = sleep;
		return true;
	}
	return false;
}

static bool find_in_callee(const kv_lp_call *call, gpointer data)
{
	return call->body && find_in_body(call->body, data);
}

/* transition-kthread says it of threads that live in the original already. */
static bool stays_anyway(const kv_patched *patched)
{
	kv_stay stay = kv_index_stay(patched->index, patched->symbol);

	return stay.how == KV_STAYS_MAIN || stay.how == KV_STAYS_LOOP;
}

static void report(kv_check *check, const kv_patched *patched, const dead_end *end)
{
	const char *name = patched->function->new_name ? patched->function->new_name : "";
	kv_finding *finding;

	if (end->body == patched->function->body)
		finding = kv_check_report(check, patched,
					  "its replacement %s never returns once it is in a loop "
					  "that nothing leads out of",
					  name);
	else
		finding =
			kv_check_report(check, patched,
					"its replacement %s calls %s, which never returns once it "
					"is in a loop that nothing leads out of",
					name, end->body->name);
	kv_finding_set_remedy(finding, "let the loop of %s end, as when kthread_should_stop()",
			      end->body->name);
	kv_finding_set_source(finding, "machine code of the livepatch");
	kv_finding_add_evidence(finding, end->body->name, NULL, 0,
				"loop at +0x%x: nothing in it leads out; it sleeps in %s",
				end->loop->offset, end->sleep);
}

static void check_function(kv_check *check, const kv_patched *patched)
{
	dead_end end = {.livepatch = kv_check_livepatch(check), .vmlinux = kv_check_vmlinux(check)};
	const kv_lp_body *body = patched->function->body;

	if (!kv_patched_takes_effect(patched) || patched->function->has_new == KV_NO)
		return;
	if (!body || !body->complete) {
		kv_check_not_checked(check, patched,
				     "the machine code of the replacement cannot be read",
				     "give a livepatch module for x86-64 with its symbol table");
		return;
	}
	if (stays_anyway(patched))
		return;
	if (find_in_body(body, &end) || kv_lp_body_each_call(body, find_in_callee, &end))
		report(check, patched, &end);
}

const kv_rule kv_rule_transition_no_return = {
	.id = "transition-no-return",
	.check_function = check_function,
};
