/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"
#include "image/limits.h"

static void check_object(kv_check *check, const kv_lp_object *object)
{
	kv_kernel *kernel = kv_check_kernel(check);
	const char *reason = NULL, *supply = NULL;
	kv_finding *finding;

	switch (kv_kernel_module_builtin(kernel, object->name)) {
	case KV_NO:
		return;
	case KV_UNKNOWN:
		if (!kv_kernel_module(kernel, object->name, &reason, &supply))
			kv_check_object_not_checked(check, object, reason, supply);
		return;
	case KV_YES:
		break;
	}

	finding = kv_check_report_object(check, object, "%s is built into this kernel, no module",
					 object->name);
	kv_finding_set_consequence(finding,
				   "loads it and waits for a module %s for ever: none of "
				   "these functions is patched, and nothing is printed",
				   object->name);
	kv_finding_set_source(finding,
			      "modules.builtin, or initcalls of vmlinux and its configuration");
}

static void check_livepatch(kv_check *check)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);

	kv_check_mention_gaps(check);
	for (guint i = 0; i < livepatch->objects->len; i++) {
		const kv_lp_object *object = g_ptr_array_index(livepatch->objects, i);

		/* object-misnamed has those that no module can be called. */
		if (object->name && object->name[0] && !kv_module_name_obstacle(object->name))
			check_object(check, object);
	}
}

const kv_rule kv_rule_object_builtin = {
	.id = "object-builtin",
	.check_livepatch = check_livepatch,
};
