/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "engine/rule.h"

static bool is_listed(const kv_livepatch *livepatch, const char *name)
{
	for (guint i = 0; i < livepatch->objects->len; i++) {
		const kv_lp_object *object = g_ptr_array_index(livepatch->objects, i);

		if (strcmp(kv_lp_object_display_name(object), name) == 0)
			return true;
	}
	return false;
}

static void report(kv_check *check, const char *name)
{
	kv_finding *finding = kv_check_report(check, NULL,
					      "there are livepatch relocations for %s, which the "
					      "livepatch does not list",
					      name);

	kv_finding_set_remedy(finding,
			      "list %s as an object of the livepatch, or make the relocations for "
			      "the object whose function needs them",
			      name);
	kv_finding_set_source(finding, "sections .klp.rela.%s.* of the livepatch", name);
}

static void check_livepatch(kv_check *check)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);

	if (livepatch->relocated->len == 0)
		return;
	if (livepatch->gaps->len > 0) {
		kv_check_mention_gaps(check);
		return;
	}
	for (guint i = 0; i < livepatch->relocated->len; i++) {
		const char *name = g_ptr_array_index(livepatch->relocated, i);

		/* Those for vmlinux are applied when the livepatch is loaded, listed or not. */
		if (strcmp(name, "vmlinux") != 0 && !is_listed(livepatch, name))
			report(check, name);
	}
}

const kv_rule kv_rule_relocation_unlisted_object = {
	.id = "relocation-unlisted-object",
	.check_livepatch = check_livepatch,
};
