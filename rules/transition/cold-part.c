/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "code/habit.h"
#include "engine/rule.h"
#include "image/stay.h"
#include "index/code.h"

static const unsigned int habits = KV_HABIT_BLOCKS | KV_HABIT_MAY_SLEEP;

static void check_function(kv_check *check, const kv_patched *patched)
{
	const kv_index *index = patched->index;
	kv_finding *finding = NULL;
	kv_run calls;

	if (!kv_patched_takes_effect(patched))
		return;
	calls = kv_index_calls_from(index, kv_index_code_of(index, patched->symbol));
	for (uint32_t i = 0; i < calls.count; i++) {
		const kv_call *call = kv_index_call(index, calls.first + i);
		const char *name = kv_index_callee_name(index, calls.first + i);

		if (!(call->flags & KV_CALL_FROM_COLD) || !name || !(kv_habits_of(name) & habits))
			continue;
		if (!finding)
			finding = kv_check_report(check, patched,
						  "its unlikely part, which is a symbol of its "
						  "own, calls a function that may sleep");
		kv_finding_add_evidence(finding, name, NULL, 0, "called from the unlikely part");
	}
	if (!finding)
		return;
	kv_finding_set_consequence(finding,
				   "does not find %s on the stack of a task that sleeps there, and "
				   "switches it in the middle of the old function",
				   patched->function->old_name);
	kv_finding_set_source(finding, "machine code of %s", patched->object_name);
}

const kv_rule kv_rule_transition_cold_part = {
	.id = "transition-cold-part",
	.check_function = check_function,
};
