/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "base/distance.h"
#include "engine/rule.h"
#include "image/limits.h"

/* What the kernel calls the module that the name was meant for: scripts/Makefile.lib, name-fix. */
static char *kernel_name(const char *name)
{
	const char *slash = strrchr(name, '/');
	char *fixed = g_strdup(slash ? slash + 1 : name);
	char *suffix = strstr(fixed, ".ko");

	if (suffix)
		*suffix = '\0';
	return g_strdelimit(fixed, "-,", '_');
}

static void set_silent(kv_finding *finding)
{
	kv_finding_set_source(finding, "names of the livepatch's objects");
}

static void set_spelling(kv_check *check, kv_finding *finding, const char *name)
{
	if (!name[0] || strcmp(name, "vmlinux") == 0 ||
	    kv_kernel_module_builtin(kv_check_kernel(check), name) == KV_YES)
		kv_finding_set_remedy(finding,
				      "leave .name unset (NULL): the functions are in vmlinux");
	else
		kv_finding_set_remedy(finding, "write .name = \"%s\"", name);
}

static void report_empty(kv_check *check, const kv_lp_object *object)
{
	kv_finding *finding = kv_check_report_object(check, object, "an object has the empty name");

	/* kobject_add_internal() of lib/kobject.c, with a WARN and an address in front */
	kv_finding_set_refusal(finding, KV_STAGE_SYSFS, "EINVAL",
			       "attempted to be registered with empty name!");
	kv_finding_set_remedy(finding, "leave .name unset (NULL) for vmlinux, or name the module");
	kv_finding_set_source(finding, "names of the livepatch's objects");
}

/* The module whose name differs in upper and lower case only; or the nearest one, or NULL. */
static const char *similar_module(kv_check *check, const char *name, guint *distance)
{
	const GPtrArray *names = kv_kernel_module_names(kv_check_kernel(check));
	const char *best = NULL;

	*distance = strlen(name) < 5 ? 2 : KV_DISTANCE_MAX + 1;
	for (guint i = 0; i < names->len; i++) {
		const char *known = g_ptr_array_index(names, i);
		guint here =
			g_ascii_strcasecmp(known, name) == 0 ? 0 : kv_name_distance(known, name);

		if (here < *distance) {
			*distance = here;
			best = known;
		}
	}
	return best;
}

static void check_unknown(kv_check *check, const kv_lp_object *object)
{
	const char *reason = NULL, *supply = NULL, *similar;
	kv_finding *finding;
	guint distance;

	if (kv_kernel_module_builtin(kv_check_kernel(check), object->name) == KV_YES ||
	    kv_kernel_module(kv_check_kernel(check), object->name, &reason, &supply))
		return;

	similar = similar_module(check, object->name, &distance);
	if (similar && strcmp(similar, object->name) == 0)
		return; /* there, but could not be read */
	if (!similar) {
		kv_check_object_not_checked(check, object, reason, supply);
		return;
	}
	finding =
		kv_check_report_object(check, object, "this kernel has no module %s, but it has %s",
				       object->name, similar);
	if (distance > 0) {
		finding->level = KV_WARNING;
		finding->confidence = KV_LIKELY;
	}
	set_silent(finding);
	kv_finding_set_remedy(finding,
			      "write .name = \"%s\" if that is meant; for a module from "
			      "elsewhere give its folder with --modules",
			      similar);
	kv_finding_set_source(finding, "the kernel's tree of modules");
}

static void check_object(kv_check *check, const kv_lp_object *object)
{
	const char *why = kv_module_name_obstacle(object->name);
	g_autofree char *meant = NULL;
	kv_finding *finding;

	if (!object->name[0]) {
		report_empty(check, object);
		return;
	}
	if (!why) {
		check_unknown(check, object);
		return;
	}
	meant = kernel_name(object->name);
	finding = kv_check_report_object(check, object, "no module can be called \"%s\": %s",
					 object->name, why);
	set_silent(finding);
	set_spelling(check, finding, meant);
}

static void check_livepatch(kv_check *check)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);
	guint limit = kv_index_module_name_limit(kv_check_vmlinux(check), NULL);

	kv_check_mention_gaps(check);
	for (guint i = 0; i < livepatch->objects->len; i++) {
		const kv_lp_object *object = g_ptr_array_index(livepatch->objects, i);

		/* Too long a name is refused: name-too-long. */
		if (object->name && strlen(object->name) < limit)
			check_object(check, object);
	}
}

const kv_rule kv_rule_object_misnamed = {
	.id = "object-misnamed",
	.check_livepatch = check_livepatch,
};
