/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "behaviour/loop_text.h"
#include "behaviour/loops.h"
#include "code/flow.h"
#include "engine/rule.h"
#include "livepatch/model/body.h"

static const char *describe(const kv_lp_loop *loop)
{
	if (loop->flags & KV_LOOP_ENDLESS)
		return "nothing in it leads out";
	if (loop->flags & KV_LOOP_POLLS && loop->flags & KV_LOOP_PAUSES)
		return "it waits for a word in memory, with pause";
	if (loop->flags & KV_LOOP_POLLS)
		return "it waits for a word in memory";
	if (loop->flags & KV_LOOP_PAUSES)
		return "it waits, with pause";
	return "nothing bounds how often it goes round";
}

static char *message_of(const kv_loop_change *change)
{
	const char *name = change->body->name;

	if (change->kind == KV_CHANGE_LOST_POINT)
		return g_strdup_printf("a loop in %s has no reschedule point any more; the "
				       "original has one there",
				       name);
	if (change->kind == KV_CHANGE_NEW_WAIT)
		return g_strdup_printf("%s has a loop that the original has not, which waits for "
				       "others and never lets the scheduler in",
				       name);
	return g_strdup_printf("%s has a loop without reschedule point that the original has not",
			       name);
}

static void report(kv_check *check, const kv_patched *patched, const kv_loop_change *change)
{
	g_autofree char *message = message_of(change);
	g_autoptr(GString) calls = g_string_new(NULL);
	g_autofree char *remedy = kv_kernel_loop_remedy(kv_check_kernel(check));
	kv_finding *finding = kv_check_report(check, patched, "%s", message);

	for (guint i = 0; i < change->loop->calls->len; i++)
		g_string_append_printf(calls, "%s%s", i == 0 ? "; it calls " : ", ",
				       (const char *)g_ptr_array_index(change->loop->calls, i));
	kv_finding_add_evidence(finding, change->body->name, NULL, 0, "loop at +0x%x: %s%s",
				change->loop->offset, describe(change->loop), calls->str);
	kv_finding_set_source(finding, "machine code of the livepatch and of %s",
			      patched->object_name);
	kv_finding_set_loop_consequence(finding, kv_check_kernel(check));
	kv_finding_set_remedy(finding, "%s", remedy);
	if (change->kind != KV_CHANGE_NEW)
		return;
	finding->level = KV_NOTE;
	finding->confidence = KV_REVIEW;
	kv_finding_set_effect(finding, KV_EFFECT_NONE, KV_STAGE_TRANSITION);
}

static void check_function(kv_check *check, const kv_patched *patched)
{
	g_autoptr(GArray) changes = NULL;

	if (!kv_patched_takes_effect(patched) || patched->function->has_new == KV_NO)
		return;
	changes = kv_patched_loop_changes(check, patched);
	if (!changes) {
		kv_check_not_checked(check, patched,
				     "the machine code of the function or of its replacement "
				     "cannot be read",
				     "give a livepatch module for x86-64 with its symbol table");
		return;
	}
	for (guint i = 0; i < changes->len; i++)
		report(check, patched, &g_array_index(changes, kv_loop_change, i));
}

const kv_rule kv_rule_transition_loop = {
	.id = "transition-loop",
	.check_function = check_function,
};
