/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

static const char supply[] = "give the module as it was linked, with symbols and relocations";

static void check_member(kv_check *check, kv_fact set, const char *member, const char *remedy)
{
	g_autofree char *reason = NULL;
	kv_finding *finding;

	if (set == KV_YES)
		return;
	if (set == KV_UNKNOWN && kv_check_livepatch(check)->gaps->len > 0)
		return; /* the gap says why */
	if (set == KV_UNKNOWN) {
		reason = g_strdup_printf(
			"whether .%s of the klp_patch is set: the module's data does "
			"not tell",
			member);
		kv_check_not_checked(check, NULL, reason, supply);
		return;
	}
	finding = kv_check_report(check, NULL, "the klp_patch does not set .%s", member);
	kv_finding_set_remedy(finding, "%s", remedy);
	kv_finding_set_source(finding, "data of the module: klp_patch");
}

/* What is wrong with an entry, or NULL; klp_init_func() and klp_init_func_early(). */
static const char *missing_part(const kv_lp_function *function)
{
	if (!function->old_name)
		return "has no .old_name";
	if (!function->old_name[0])
		return "has an empty .old_name, which does not end the array";
	return function->has_new == KV_NO ? "has no .new_func" : NULL;
}

static void check_entry(kv_check *check, const kv_patched *patched, guint number)
{
	const kv_lp_function *function = patched->function;
	const char *missing = missing_part(function);
	kv_finding *finding;

	if (!missing && function->has_new == KV_UNKNOWN) {
		kv_check_not_checked(check, patched,
				     "whether .new_func is set: the module's data does not tell",
				     supply);
		return;
	}
	if (!missing)
		return;

	finding = kv_check_report(
		check, patched, "entry %u of %s%s%s%s %s", number, patched->object_name,
		function->old_name && function->old_name[0] ? " (" : "",
		function->old_name && function->old_name[0] ? function->old_name : "",
		function->old_name && function->old_name[0] ? ")" : "", missing);
	/* klp_init_func() takes an empty name, klp_find_object_symbol() does not find it. */
	if (function->old_name && !function->old_name[0] && function->has_new != KV_NO)
		kv_finding_set_refusal(finding, KV_STAGE_LOOKUP, "EINVAL",
				       "livepatch: symbol '' not found in symbol table");
	else
		kv_finding_set_refusal(finding, KV_STAGE_ENTRY, "EINVAL", NULL);
	kv_finding_set_remedy(finding,
			      function->old_name && function->old_name[0]
				      ? "set .new_func to the replacement"
				      : "give it the function's name, or end the array with "
					"{ } in its place");
	kv_finding_set_source(finding, "data of the module: array of klp_func");
}

static void check_entries(kv_check *check)
{
	const GPtrArray *all = kv_check_patched(check);
	const kv_lp_object *object = NULL;
	guint number = 0;

	for (guint i = 0; i < all->len; i++) {
		const kv_patched *patched = g_ptr_array_index(all, i);

		number = patched->object == object ? number + 1 : 1;
		object = patched->object;
		/* Whatever stands last in an array without end is object-unterminated's. */
		if (object->funcs_ended == KV_NO && number == object->functions->len &&
		    (!patched->function->old_name || !patched->function->old_name[0]))
			continue;
		check_entry(check, patched, number);
	}
}

static bool does_something(const kv_lp_object *object)
{
	if (object->functions->len > 0 || object->has_funcs != KV_YES)
		return true;
	for (guint i = 0; i < KV_CALLBACK_COUNT; i++) {
		if (object->callbacks[i])
			return true;
	}
	return false;
}

static void check_empty(kv_check *check, const kv_livepatch *livepatch)
{
	kv_finding *finding;

	if (livepatch->gaps->len > 0 || livepatch->has_objs != KV_YES)
		return;
	for (guint i = 0; i < livepatch->objects->len; i++) {
		if (does_something(g_ptr_array_index(livepatch->objects, i)))
			return;
	}
	finding = kv_check_report(check, NULL, "the livepatch lists %s",
				  livepatch->objects->len ? "neither functions nor callbacks"
							  : "no objects");
	kv_finding_set_effect(finding, KV_EFFECT_INEFFECTIVE, KV_STAGE_RUN);
	kv_finding_set_remedy(finding,
			      "list the functions to patch; an empty element ends an array, "
			      "so that it must be the last");
	kv_finding_set_source(finding, "data of the module: klp_patch and its arrays");
}

static void check_livepatch(kv_check *check)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);

	kv_check_mention_gaps(check);
	check_member(check, livepatch->has_mod, "mod", "set .mod = THIS_MODULE");
	check_member(check, livepatch->has_objs, "objs", "set .objs to the array of klp_object");
	check_entries(check);
	check_empty(check, livepatch);
}

const kv_rule kv_rule_object_incomplete = {
	.id = "object-incomplete",
	.check_livepatch = check_livepatch,
};
