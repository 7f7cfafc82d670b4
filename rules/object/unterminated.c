/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#define SUPPLY "give the module as it was linked, with symbols and relocations"

static void report_open_functions(kv_check *check, const kv_lp_object *object)
{
	kv_finding *finding;

	finding = kv_check_report_object(check, object,
					 "the array of klp_func of %s does not end with "
					 "an empty element",
					 kv_lp_object_display_name(object));
	kv_finding_set_consequence(finding, "takes whatever follows the array in memory for more "
					    "entries: general protection fault, or EINVAL by luck");
	kv_finding_set_remedy(finding, "end the array of functions with { }");
	kv_finding_set_source(finding, "data of the module: %s",
			      kv_check_livepatch(check)->layout_origin
				      ? kv_check_livepatch(check)->layout_origin
				      : "array of klp_func");
}

/* An empty element ends an array, whatever the author put behind it. */
static void report_hidden(kv_check *check, const kv_lp_object *object, unsigned int behind)
{
	const char *what = object ? "klp_func" : "klp_object";
	kv_finding *finding;

	/* Not about the object: what it lists in front of the empty one is patched. */
	finding = kv_check_report(check, NULL, "%u %s%s%s stand%s behind an empty one", behind,
				  what, object ? " of " : "",
				  object ? kv_lp_object_display_name(object) : "",
				  behind == 1 ? "s" : "");
	kv_finding_set_effect(finding, KV_EFFECT_INEFFECTIVE, KV_STAGE_RUN);
	kv_finding_set_consequence(finding, "stops at the empty element: what stands behind it is "
					    "silently ignored");
	kv_finding_set_remedy(finding, "take the empty element out, so that { } comes last");
	kv_finding_set_source(finding, "data of the module: size and contents of the %s array",
			      what);
}

static void report_open_objects(kv_check *check)
{
	kv_finding *finding;

	finding = kv_check_report(check, NULL,
				  "the array of klp_object does not end with an empty "
				  "element");
	kv_finding_set_effect(finding, KV_EFFECT_CRASH, KV_STAGE_ARRAYS);
	kv_finding_set_consequence(finding, "takes whatever follows the array in memory for more "
					    "objects: works by luck where zeros follow, crashes "
					    "otherwise");
	kv_finding_set_remedy(finding, "end the array of objects with { }");
	kv_finding_set_source(finding, "data of the module: array of klp_object");
}

/* klp_init_object() refuses a module object without functions; for vmlinux it ends the array. */
static void report_no_functions(kv_check *check, const kv_lp_object *object)
{
	kv_finding *finding;

	finding = kv_check_report_object(check, object, "the object %s does not set .funcs",
					 kv_lp_object_display_name(object));
	kv_finding_set_source(finding, "data of the module: array of klp_object");
	kv_finding_set_remedy(finding,
			      "set .funcs; for callbacks only, to an array that holds nothing "
			      "but { }");
	if (object->name) {
		kv_finding_set_refusal(finding, KV_STAGE_ARGUMENTS, "EINVAL", NULL);
		return;
	}
	kv_finding_set_effect(finding, KV_EFFECT_INEFFECTIVE, KV_STAGE_RUN);
	kv_finding_set_consequence(finding, "takes it for the end of the array: silently ignores it, "
					    "its callbacks and every object behind it");
}

static void not_checked(kv_check *check, const char *what, const kv_lp_object *object)
{
	g_autofree char *reason =
		g_strdup_printf("%s of %s: the module's data does not tell", what,
				object ? kv_lp_object_display_name(object) : "the livepatch");

	/* What the reader could not see has been mentioned, with its reason. */
	if (kv_check_livepatch(check)->gaps->len > 0)
		return;
	if (object)
		kv_check_object_not_checked(check, object, reason, SUPPLY);
	else
		kv_check_not_checked(check, NULL, reason, SUPPLY);
}

static void check_object(kv_check *check, const kv_lp_object *object)
{
	switch (object->has_funcs) {
	case KV_NO:
		report_no_functions(check, object);
		return;
	case KV_UNKNOWN:
		not_checked(check, "whether .funcs is set", object);
		return;
	case KV_YES:
		break;
	}
	if (object->functions_behind_end > 0)
		report_hidden(check, object, object->functions_behind_end);
	if (object->funcs_ended == KV_NO)
		report_open_functions(check, object);
	else if (object->funcs_ended == KV_UNKNOWN)
		not_checked(check, "the end of the array of functions", object);
}

static void check_livepatch(kv_check *check)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);

	kv_check_mention_gaps(check);
	for (guint i = 0; i < livepatch->objects->len; i++)
		check_object(check, g_ptr_array_index(livepatch->objects, i));
	if (livepatch->objects_behind_end > 0)
		report_hidden(check, NULL, livepatch->objects_behind_end);
	if (livepatch->objects_ended == KV_NO)
		report_open_objects(check);
	else if (livepatch->objects_ended == KV_UNKNOWN && livepatch->has_objs != KV_NO)
		not_checked(check, "the end of the array of objects", NULL);
}

const kv_rule kv_rule_object_unterminated = {
	.id = "object-unterminated",
	.check_livepatch = check_livepatch,
};
