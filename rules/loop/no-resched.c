/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "behaviour/busy.h"
#include "behaviour/code_walk.h"
#include "behaviour/loop_shape.h"
#include "behaviour/loop_text.h"
#include "behaviour/loops.h"
#include "behaviour/resched.h"
#include "code/flow.h"
#include "engine/rule.h"
#include "livepatch/model/body.h"
#include "source/facts.h"

/* What the kernel does, and what to do. */
static void set_advice(kv_check *check, kv_finding *finding)
{
	g_autofree char *remedy = kv_kernel_loop_remedy(kv_check_kernel(check));

	kv_finding_set_loop_consequence(finding, kv_check_kernel(check));
	kv_finding_set_remedy(finding, "%s", remedy);
}

static const char *const kinds[] = {
	[KV_BUSY_THREAD] = "the loop in which a kernel thread lives",
	[KV_BUSY_WAIT] = "it waits for others",
	[KV_BUSY_WALK] = "nothing in it counts the rounds",
};

/* Adds what may let the scheduler in, where nobody knows. */
static void add_unknown_calls(kv_check *check, kv_finding *finding, const kv_busy_loop *busy)
{
	g_autoptr(GArray) blocks = kv_loop_blocks(busy->code.unit, busy->loop);

	for (guint i = 0; i < busy->code.unit->calls->len; i++) {
		kv_call_ref ref = {busy->code.unit, i};
		const kv_expr *expression = kv_call_ref_expr(&ref);
		bool inside = false;

		for (guint j = 0; j < blocks->len && !inside; j++)
			inside = g_array_index(blocks, guint32, j) == kv_call_ref_call(&ref)->block;
		if (inside && kv_check_resched(check, &ref) == KV_RESCHED_UNKNOWN)
			kv_finding_add_evidence(finding, expression->text, expression->place.file,
						expression->place.line,
						"may let it in: not known of this kernel");
	}
}

static void report_source(kv_check *check, const kv_busy_loop *busy)
{
	const kv_c_loop *loop = kv_c_unit_loop(busy->code.unit, busy->loop);
	const char *name = kv_c_ref_function(&busy->code)->name;
	kv_finding *finding;

	finding =
		kv_check_report_at(check, busy->patched, &loop->place,
				   busy->certain ? "%s of %s can go round without ever letting the "
						   "scheduler in"
						 : "%s of %s may go round without ever letting "
						   "the scheduler in",
				   loop->text, name);
	if (busy->kind == KV_BUSY_THREAD && busy->certain)
		finding->level = KV_ERROR_LEVEL;
	if (!busy->certain || (busy->patched && !busy->is_compared))
		finding->confidence = KV_REVIEW;
	if (busy->kind == KV_BUSY_WALK || (busy->kind == KV_BUSY_WAIT && !busy->certain)) {
		finding->level = KV_NOTE;
		finding->confidence = KV_REVIEW;
	}
	/* Its own transition may end; the one that removes it will not. */
	kv_finding_set_effect(finding,
			      finding->level == KV_ERROR_LEVEL ? KV_EFFECT_STUCK : KV_EFFECT_NONE,
			      KV_STAGE_RUN);
	set_advice(check, finding);
	kv_finding_set_source(finding,
			      "the ways round the loop in the source of the livepatch, and "
			      "what the kernel's functions call");
	kv_finding_add_evidence(finding, name, loop->place.file, loop->place.line, "%s%s",
				kinds[busy->kind],
				busy->is_compared ? "; the original has no loop like it" : "");
	if (!busy->certain)
		add_unknown_calls(check, finding, busy);
}

static void check_source(kv_check *check)
{
	g_autoptr(GArray) loops = kv_check_busy_loops(check);

	for (guint i = 0; i < loops->len; i++)
		report_source(check, &g_array_index(loops, kv_busy_loop, i));
}

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

static char *message_of_change(const kv_loop_change *change)
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

static void report_change(kv_check *check, const kv_patched *patched, const kv_loop_change *change)
{
	g_autofree char *message = message_of_change(change);
	g_autoptr(GString) calls = g_string_new(NULL);
	kv_finding *finding = kv_check_report(check, patched, "%s", message);

	for (guint i = 0; i < change->loop->calls->len; i++)
		g_string_append_printf(calls, "%s%s", i == 0 ? "; it calls " : ", ",
				       (const char *)g_ptr_array_index(change->loop->calls, i));
	kv_finding_add_evidence(finding, change->body->name, NULL, 0, "loop at +0x%x: %s%s",
				change->loop->offset, describe(change->loop), calls->str);
	kv_finding_set_source(finding, "machine code of the livepatch and of %s",
			      patched->object_name);
	set_advice(check, finding);
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
		report_change(check, patched, &g_array_index(changes, kv_loop_change, i));
}

const kv_rule kv_rule_loop_no_resched = {
	.id = "loop-no-resched",
	.check_function = check_function,
	.check_source = check_source,
};
