/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/function_set.h"
#include "engine/installed.h"
#include "engine/rule.h"

static void add_shared(kv_finding *finding, const kv_lp_object *object,
		       const kv_lp_function *function)
{
	kv_finding_add_evidence(finding, function->old_name, NULL, 0, "of %s, patched by both",
				kv_lp_object_display_name(object));
}

/* The functions that @old patches as well, as evidence; their number. @finding may be NULL. */
static guint shared(const kv_function_set *own, const kv_livepatch *old, kv_finding *finding)
{
	guint count = 0;

	for (guint i = 0; i < old->objects->len; i++) {
		const kv_lp_object *object = g_ptr_array_index(old->objects, i);

		for (guint j = 0; j < object->functions->len; j++) {
			const kv_lp_function *function = g_ptr_array_index(object->functions, j);

			/* With an open position, the name is enough to have a look. */
			if (!function->old_name ||
			    kv_function_set_has(own, object, function) == KV_NO)
				continue;
			count++;
			if (finding)
				add_shared(finding, object, function);
		}
	}
	return count;
}

static kv_finding *report_missing(kv_check *check, const kv_livepatch *old)
{
	kv_finding *finding =
		kv_check_report(check, NULL,
				"%s, which is installed, is cumulative and this one is not: "
				".replace seems to be missing",
				old->module_name);

	kv_finding_set_consequence(finding,
				   "keeps %s in force below it: what only that one patches stays "
				   "patched",
				   old->module_name);
	kv_finding_set_remedy(finding, "set .replace = true in the klp_patch");
	return finding;
}

static kv_finding *report_stacked(kv_check *check, const kv_livepatch *old, guint count)
{
	kv_finding *finding =
		kv_check_report(check, NULL, "%u of its functions %s patched by %s already", count,
				count == 1 ? "is" : "are", old->module_name);

	finding->level = KV_NOTE;
	finding->confidence = KV_REVIEW;
	kv_finding_set_consequence(finding,
				   "runs the replacement that was loaded last, and that of %s no "
				   "more",
				   old->module_name);
	kv_finding_set_remedy(finding, "make sure that these replacements hold the fixes of %s too",
			      old->module_name);
	return finding;
}

static void check_installed(kv_check *check, const kv_installed *installed,
			    const kv_function_set *own)
{
	const kv_livepatch *old = installed->livepatch;
	kv_finding *finding;
	guint count;

	if (!kv_check_is_installed(check, installed) ||
	    !kv_check_installed_is_read(check, installed))
		return;
	count = shared(own, old, NULL);
	if (count == 0)
		return;
	if (old->replace == KV_UNKNOWN) {
		kv_check_not_checked(check, NULL,
				     "whether the installed livepatch that patches the same "
				     "functions is cumulative is not known",
				     "look whether it sets klp_patch.replace when it runs");
		return;
	}
	if (old->replace == KV_YES)
		finding = report_missing(check, old);
	else
		finding = report_stacked(check, old, count);
	shared(own, old, finding);
	kv_finding_set_source(finding, "functions of both livepatches, and klp_patch.replace");
}

static void check_livepatch(kv_check *check)
{
	kv_check_each_installed(check, false, check_installed);
}

const kv_rule kv_rule_replace_missing = {
	.id = "replace-missing",
	.check_livepatch = check_livepatch,
};
