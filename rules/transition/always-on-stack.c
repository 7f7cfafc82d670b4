/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "code/habit.h"
#include "engine/rule.h"
#include "image/stay.h"
#include "index/code.h"

/* Threads named as evidence. */
enum { THREADS_SHOWN = 8 };

/* What kernel threads never leave and calls the code itself, as evidence; how many there are. */
static guint add_sleepers(kv_finding *finding, const kv_index *index, uint32_t code)
{
	kv_ids calls = kv_index_calls_to(index, code);
	uint32_t last = KV_NONE;
	guint count = 0;

	for (uint32_t i = 0; i < calls.count; i++) {
		uint32_t caller = kv_index_caller(index, calls.id[i]);

		if (caller == last || kv_index_stay(index, caller).how == KV_STAYS_NOT)
			continue;
		last = caller;
		if (count++ < THREADS_SHOWN)
			kv_finding_add_symbol(finding, index, kv_index_symbol(index, caller),
					      "a kernel thread that sleeps in it");
	}
	return count;
}

static void report_sleep(kv_check *check, const kv_patched *patched, const char *name)
{
	uint32_t code = kv_index_code_of(patched->index, patched->symbol);
	kv_finding *finding = kv_check_report(
		check, patched, "kernel threads sleep in %s, so that it is always on some stack",
		name);
	bool all = strcmp(name, "schedule") == 0;

	kv_finding_set_consequence(finding,
				   "starts a transition that never finishes: a thread that sleeps "
				   "in the old %s when the kernel looks at its stack is not "
				   "switched, and until then calls the old one again",
				   name);
	kv_finding_set_remedy(finding,
			      "do not patch %s; patch the functions that call it where the fix "
			      "is needed, none of which may be a thread's own loop",
			      name);
	kv_finding_set_source(finding,
			      "list of functions that tasks of every kind sleep in, and "
			      "call edges of %s",
			      patched->object_name);
	if (add_sleepers(finding, patched->index, code) > 0 || all)
		return;
	finding->level = KV_WARNING;
	finding->confidence = KV_REVIEW;
	g_free(finding->message);
	finding->message = g_strdup_printf("tasks of every kind sleep in %s", name);
	kv_finding_set_consequence(finding,
				   "starts a transition that waits for every kernel thread that "
				   "sleeps in the old %s; none is known that always does",
				   name);
}

static void report_frame(kv_check *check, const kv_patched *patched, const char *name)
{
	kv_finding *finding = kv_check_report(
		check, patched, "%s is on the stack of kernel threads for as long as they live",
		name);

	kv_finding_set_consequence(finding, "starts a transition that never finishes: none of "
					    "these threads ever leaves it");
	kv_finding_set_remedy(finding, "do not patch %s; patch the functions that it calls", name);
	kv_finding_set_source(finding, "list of functions that kernel threads live in");
	kv_finding_add_symbol(finding, patched->index, kv_patched_symbol(patched), NULL);
}

static void report_idle(kv_check *check, const kv_patched *patched, const char *name)
{
	kv_finding *finding = kv_check_report(
		check, patched, "idle tasks call %s once, at boot, and never leave it", name);

	finding->level = KV_WARNING;
	kv_finding_set_effect(finding, KV_EFFECT_INEFFECTIVE, KV_STAGE_RUN);
	kv_finding_set_consequence(finding,
				   "finishes the transition, because idle tasks are switched "
				   "inside their loop without a look at their stack; but the new "
				   "%s never runs",
				   name);
	kv_finding_set_remedy(finding, "patch what its loop calls, do_idle for instance");
	kv_finding_set_source(finding, "list of functions that idle tasks live in");
}

static void check_function(kv_check *check, const kv_patched *patched)
{
	const char *name = patched->function->old_name;
	unsigned int habits;

	/* Modules have functions of the same names that are something else. */
	if (patched->in_module || !kv_patched_takes_effect(patched))
		return;
	habits = kv_habits_of(name);
	if (habits & KV_HABIT_IDLE)
		report_idle(check, patched, name);
	else if (habits & KV_HABIT_THREAD_FRAMES)
		report_frame(check, patched, name);
	else if (habits & KV_HABIT_GENERIC_SLEEP)
		report_sleep(check, patched, name);
}

const kv_rule kv_rule_transition_always_on_stack = {
	.id = "transition-always-on-stack",
	.check_function = check_function,
};
