/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "behaviour/code_walk.h"
#include "engine/rule.h"
#include "kernel/patterns.h"
#include "source/facts.h"

static const char *const names[KV_CALLBACK_COUNT] = {
	[KV_PRE_PATCH] = "pre_patch",
	[KV_POST_PATCH] = "post_patch",
	[KV_PRE_UNPATCH] = "pre_unpatch",
	[KV_POST_UNPATCH] = "post_unpatch",
};

typedef struct {
	kv_check *check;
	const kv_lp_object *object;
	guint callback;
} subject;

static void report(const subject *about, const kv_call_ref *ref, const char *name, const char *why)
{
	kv_finding *finding;

	finding = kv_check_report_at(about->check, NULL, &kv_call_ref_expr(ref)->place,
				     "the %s callback %s of %s calls %s()", names[about->callback],
				     about->object->callbacks[about->callback],
				     kv_lp_object_display_name(about->object), name);
	kv_finding_set_consequence(finding,
				   "waits for ever: callbacks run while klp_mutex is held, "
				   "and %s",
				   why);
	kv_finding_set_source(finding, "calls in the source of the livepatch");
}

static bool check_call(const kv_call_ref *ref, gpointer data)
{
	const kv_c_call *call = kv_call_ref_call(ref);
	const kv_expr *queue = kv_call_ref_argument(ref, 0);

	for (gsize i = 0; i < kv_mutex_waiters_count; i++) {
		if (g_strcmp0(call->name, kv_mutex_waiters[i].function) != 0)
			continue;
		/* Only the system's own queue holds klp_transition_work. */
		if (g_str_has_suffix(kv_mutex_waiters[i].function, "flush_workqueue") &&
		    (!queue || g_strcmp0(queue->name, "system_wq") != 0))
			continue;
		report(data, ref, call->name, kv_mutex_waiters[i].why);
		return true;
	}
	return false;
}

static void check_livepatch(kv_check *check)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);

	for (guint i = 0; i < livepatch->objects->len; i++) {
		const kv_lp_object *object = g_ptr_array_index(livepatch->objects, i);

		for (guint j = 0; j < KV_CALLBACK_COUNT; j++) {
			subject about = {check, object, j};
			kv_c_ref code;

			if (kv_livepatch_find_code(livepatch, NULL, object->callbacks[j], &code))
				kv_c_each_call(livepatch, &code, check_call, &about);
		}
	}
}

const kv_rule kv_rule_callback_deadlock = {
	.id = "callback-deadlock",
	.check_livepatch = check_livepatch,
};
