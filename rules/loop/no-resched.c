/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "behaviour/busy.h"
#include "behaviour/code_walk.h"
#include "behaviour/loop_shape.h"
#include "behaviour/loop_text.h"
#include "behaviour/resched.h"
#include "engine/rule.h"
#include "source/facts.h"

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

static void report(kv_check *check, const kv_busy_loop *busy)
{
	const kv_c_loop *loop = kv_c_unit_loop(busy->code.unit, busy->loop);
	const char *name = kv_c_ref_function(&busy->code)->name;
	g_autofree char *remedy = kv_kernel_loop_remedy(kv_check_kernel(check));
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
	kv_finding_set_loop_consequence(finding, kv_check_kernel(check));
	kv_finding_set_remedy(finding, "%s", remedy);
	kv_finding_set_source(finding,
			      "the ways round the loop in the source of the livepatch, and "
			      "what the kernel's functions call");
	kv_finding_add_evidence(finding, name, loop->place.file, loop->place.line, "%s%s",
				kinds[busy->kind],
				busy->is_compared ? "; the original has no loop like it" : "");
	if (!busy->certain)
		add_unknown_calls(check, finding, busy);
}

static void check_livepatch(kv_check *check)
{
	g_autoptr(GArray) loops = kv_check_busy_loops(check);

	for (guint i = 0; i < loops->len; i++)
		report(check, &g_array_index(loops, kv_busy_loop, i));
}

const kv_rule kv_rule_loop_no_resched = {
	.id = "loop-no-resched",
	.check_livepatch = check_livepatch,
};
