/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "code/habit.h"
#include "engine/rule.h"
#include "image/stay.h"
#include "index/code.h"

static const char *name_of(const kv_index *index, uint32_t symbol)
{
	return kv_index_string(index, kv_index_symbol(index, symbol)->name);
}

/* Who starts threads with that main function. */
static void add_creators(kv_finding *finding, const kv_index *index, uint32_t main)
{
	kv_run threads = kv_index_threads_of(index, main);

	for (uint32_t i = 0; i < threads.count; i++) {
		const kv_thread *thread = kv_index_thread(index, threads.first + i);

		if (thread->creator != KV_NONE)
			kv_finding_add_symbol(finding, index,
					      kv_index_symbol(index, thread->creator),
					      "starts the thread, through %s",
					      kv_index_string(index, thread->through));
	}
}

static void report_loop(kv_check *check, const kv_patched *patched, const kv_stay *stay)
{
	const char *main = name_of(patched->index, stay->main);
	kv_finding *finding;

	if (stay->how == KV_STAYS_MAIN)
		finding = kv_check_report(check, patched,
					  "it is the main loop of a kernel thread, which never "
					  "leaves it");
	else
		finding = kv_check_report(check, patched,
					  "it is the loop in which the kernel thread of %s lives",
					  main);
	kv_finding_set_consequence(finding,
				   "starts a transition that does not finish as long as "
				   "such a thread runs%s",
				   patched->in_module
					   ? "; if the module comes later, its threads "
					     "start with the new code, and disabling does "
					     "not finish"
					   : "");
	kv_finding_set_remedy(finding,
			      "it cannot be fixed by a livepatch on this kernel as it stands while "
			      "the thread runs: patch the functions that the loop calls instead, "
			      "or, where the thread can be stopped, restart it with the "
			      "livepatch loaded");
	kv_finding_set_source(finding, "machine code of %s: threads and loops",
			      patched->object_name);
	add_creators(finding, patched->index, stay->main);
}

static void report_sleep(kv_check *check, const kv_patched *patched, const kv_stay *stay)
{
	const char *main = name_of(patched->index, stay->main);
	kv_finding *finding = kv_check_report(
		check, patched, "only the loop of %s, a kernel thread, calls it, and sleeps in it",
		main);

	if (stay->only_place) {
		kv_finding_set_consequence(
			finding, "starts a transition that does not finish as long as the thread "
				 "runs: whenever the kernel looks, it sleeps in the old function");
	} else {
		finding->level = KV_WARNING;
		finding->confidence = KV_REVIEW;
		kv_finding_set_consequence(
			finding, "starts a transition that finishes only when the kernel finds the "
				 "thread asleep somewhere else");
	}
	kv_finding_set_remedy(finding,
			      "patch what it calls instead, or, where the thread can be stopped, "
			      "restart it with the livepatch loaded; else it cannot be fixed by a "
			      "livepatch on this kernel as it stands");
	kv_finding_set_source(finding, "machine code of %s: threads, loops and calls",
			      patched->object_name);
	kv_finding_add_symbol(finding, patched->index, kv_index_symbol(patched->index, stay->main),
			      "the thread's main function");
}

static bool is_known_by_name(const kv_patched *patched)
{
	const unsigned int habits = KV_HABIT_THREAD_FRAMES | KV_HABIT_GENERIC_SLEEP | KV_HABIT_IDLE;

	return !patched->in_module && kv_habits_of(patched->function->old_name) & habits;
}

static void check_function(kv_check *check, const kv_patched *patched)
{
	kv_stay stay;

	/* transition-always-on-stack says it of those. */
	if (!kv_patched_takes_effect(patched) || is_known_by_name(patched))
		return;
	stay = kv_index_stay(patched->index, patched->symbol);
	if (stay.how == KV_STAYS_MAIN || stay.how == KV_STAYS_LOOP)
		report_loop(check, patched, &stay);
	else if (stay.how == KV_STAYS_SLEEPS)
		report_sleep(check, patched, &stay);
}

const kv_rule kv_rule_transition_kthread = {
	.id = "transition-kthread",
	.check_function = check_function,
};
