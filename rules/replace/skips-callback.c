/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/function_set.h"
#include "engine/installed.h"
#include "engine/rule.h"

static void report(kv_check *check, const kv_livepatch *old, const kv_lp_object *object)
{
	const char *display = kv_lp_object_display_name(object);
	kv_finding *finding = kv_check_report(
		check, NULL, "it replaces %s, whose callbacks for unpatching %s then never run",
		old->module_name, display);

	for (guint i = KV_PRE_UNPATCH; i <= KV_POST_UNPATCH; i++)
		if (object->callbacks[i])
			kv_finding_add_evidence(finding, object->callbacks[i], NULL, 0, "%s of %s",
						i == KV_PRE_UNPATCH ? "pre_unpatch"
								    : "post_unpatch",
						old->module_name);
	kv_finding_set_consequence(
		finding,
		"runs callbacks of the new livepatch only, and that has none for "
		"%s: what %s has changed or allocated stays",
		display, old->module_name);
	kv_finding_set_remedy(finding,
			      "give %s callbacks here that undo it or take it over, with a "
			      "klp_state to know whether it is there (klp_get_prev_state())",
			      display);
	kv_finding_set_source(finding, "callbacks and states of both livepatches");
}

static void check_installed(kv_check *check, const kv_installed *installed,
			    const kv_function_set *own)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);
	const GPtrArray *objects = installed->livepatch->objects;

	for (guint i = 0; i < objects->len; i++) {
		const kv_lp_object *object = g_ptr_array_index(objects, i);

		if (!object->callbacks[KV_PRE_UNPATCH] && !object->callbacks[KV_POST_UNPATCH])
			continue;
		if (kv_function_set_has_callback(own, object->name))
			continue;
		if (!kv_check_is_installed(check, installed))
			return;
		if (livepatch->states_unread)
			kv_check_not_checked(check, NULL, livepatch->states_unread,
					     "look whether its states cover what the callbacks of "
					     "those that it replaces have changed");
		else
			report(check, installed->livepatch, object);
	}
}

static void check_livepatch(kv_check *check)
{
	/* Whoever has states has thought of it. */
	if (kv_check_livepatch(check)->states->len == 0)
		kv_check_each_installed(check, true, check_installed);
}

const kv_rule kv_rule_replace_skips_callback = {
	.id = "replace-skips-callback",
	.check_livepatch = check_livepatch,
};
