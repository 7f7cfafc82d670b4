/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "engine/rule.h"
#include "image/limits.h"

/* Names are too long to be printed in full. */
enum { SHOWN = 40 };

static void describe(kv_finding *finding, const char *constant, guint limit, bool assumed)
{
	if (assumed)
		kv_finding_set_source(finding,
				      "%s is %u in a kernel of this release; vmlinux does not "
				      "show it",
				      constant, limit);
	else
		kv_finding_set_source(finding, "%s is %u in the DWARF of vmlinux", constant, limit);
}

static void check_functions(kv_check *check)
{
	const GPtrArray *all = kv_check_patched(check);
	bool assumed;
	guint limit = kv_index_symbol_name_limit(kv_check_vmlinux(check), &assumed);

	for (guint i = 0; i < all->len; i++) {
		const kv_patched *patched = g_ptr_array_index(all, i);
		const char *name = patched->function->old_name;
		kv_finding *finding;

		if (!name || strlen(name) < limit)
			continue;
		finding = kv_check_report(check, patched,
					  "the name %.*s... has %zu characters; the "
					  "kernel takes %u at most",
					  SHOWN, name, strlen(name), limit - 1);
		kv_finding_set_remedy(finding,
				      "use the name that kallsyms shows; no symbol of this "
				      "kernel has a longer one");
		describe(finding, "KSYM_NAME_LEN", limit, assumed);
	}
}

static void check_objects(kv_check *check)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);
	bool assumed;
	guint limit = kv_index_module_name_limit(kv_check_vmlinux(check), &assumed);
	kv_finding *finding;

	for (guint i = 0; i < livepatch->objects->len; i++) {
		const kv_lp_object *object = g_ptr_array_index(livepatch->objects, i);

		if (!object->name || strlen(object->name) < limit)
			continue;
		finding = kv_check_report_object(check, object,
						 "the object name %.*s... has %zu "
						 "characters; the kernel takes %u at "
						 "most",
						 SHOWN, object->name, strlen(object->name),
						 limit - 1);
		kv_finding_set_remedy(finding, "use the module's name as lsmod shows it");
		describe(finding, "MODULE_NAME_LEN", limit, assumed);
	}

	if (!livepatch->module_name || strlen(livepatch->module_name) < limit)
		return;
	finding = kv_check_report(check, NULL,
				  "the livepatch's own name %.*s... has %zu characters; "
				  "the kernel takes %u at most",
				  SHOWN, livepatch->module_name, strlen(livepatch->module_name),
				  limit - 1);
	kv_finding_set_effect(finding, KV_EFFECT_CRASH, KV_STAGE_ELF);
	kv_finding_set_remedy(finding, "give the .ko file a shorter name and build it again");
	describe(finding, "MODULE_NAME_LEN", limit, assumed);
}

static void check_livepatch(kv_check *check)
{
	kv_check_mention_gaps(check);
	check_functions(check);
	check_objects(check);
}

const kv_rule kv_rule_name_too_long = {
	.id = "name-too-long",
	.check_livepatch = check_livepatch,
};
