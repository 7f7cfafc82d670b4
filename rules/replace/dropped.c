/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/function_set.h"
#include "engine/installed.h"
#include "engine/rule.h"

/* The functions of one livepatch that the new one does not patch. */
typedef struct dropped {
	GPtrArray *objects;   /* (element-type kv_lp_object): of each of these */
	GPtrArray *functions; /* (element-type kv_lp_function) */
	bool open;	      /* of others it is not known */
} dropped;

static void look_at(const kv_function_set *own, kv_lp_object *object, dropped *found)
{
	for (guint i = 0; i < object->functions->len; i++) {
		kv_lp_function *function = g_ptr_array_index(object->functions, i);
		kv_fact has;

		if (!function->old_name)
			continue;
		has = kv_function_set_has(own, object, function);
		found->open |= has == KV_UNKNOWN;
		if (has != KV_NO)
			continue;
		g_ptr_array_add(found->objects, object);
		g_ptr_array_add(found->functions, function);
	}
}

static void report(kv_check *check, const kv_livepatch *old, const dropped *found)
{
	guint count = found->functions->len;
	kv_finding *finding = kv_check_report(
		check, NULL, "%u function%s of %s, which it replaces, %s not in it", count,
		count == 1 ? "" : "s", old->module_name, count == 1 ? "is" : "are");

	for (guint i = 0; i < count; i++) {
		const kv_lp_function *function = g_ptr_array_index(found->functions, i);
		const kv_lp_object *object = g_ptr_array_index(found->objects, i);

		kv_finding_add_evidence(finding, function->old_name, NULL, 0, "of %s",
					kv_lp_object_display_name(object));
	}
	kv_finding_set_consequence(finding, "goes back to the original code of %s",
				   count == 1 ? "that function" : "these functions");
	kv_finding_set_remedy(finding,
			      "if the fix of %s is still wanted, take it over; data that "
			      "it has changed stays changed either way",
			      old->module_name);
	kv_finding_set_source(finding, "functions of both livepatches");
}

static void check_installed(kv_check *check, const kv_installed *installed,
			    const kv_function_set *own)
{
	const kv_livepatch *old = installed->livepatch;
	g_autoptr(GPtrArray) objects = g_ptr_array_new(), functions = g_ptr_array_new();
	dropped found = {.objects = objects, .functions = functions};

	if (!kv_check_is_installed(check, installed) ||
	    !kv_check_installed_is_read(check, installed))
		return;
	for (guint i = 0; i < old->objects->len; i++)
		look_at(own, g_ptr_array_index(old->objects, i), &found);
	if (functions->len > 0)
		report(check, old, &found);
	if (found.open)
		kv_check_not_checked(check, NULL,
				     "code sets old_sympos of a function, so that it is not known "
				     "whether the other livepatch patches the same one",
				     "initialise old_sympos statically");
}

static void check_livepatch(kv_check *check)
{
	kv_check_each_installed(check, true, check_installed);
}

const kv_rule kv_rule_replace_dropped = {
	.id = "replace-dropped",
	.check_livepatch = check_livepatch,
};
