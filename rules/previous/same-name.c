/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "engine/installed.h"
#include "engine/rule.h"
#include "livepatch/model/kind.h"

static void report(kv_check *check, const kv_installed *installed)
{
	const kv_livepatch *old = installed->livepatch;
	const char *name = old->module_name;
	kv_finding *finding = kv_check_report(
		check, NULL, "a module called %s is loaded already: %s%s", name, old->path,
		installed->active == KV_NO ? ", which was replaced but is not unloaded by that"
					   : "");

	if (installed->active == KV_NO)
		kv_finding_set_remedy(finding,
				      "unload that one first (rmmod %s), or give each livepatch a "
				      "name of its own",
				      name);
	else
		kv_finding_set_remedy(
			finding, "give each livepatch a name of its own, with a number for "
				 "instance; or disable and unload that one first, which leaves "
				 "its functions unpatched in between");
	kv_finding_set_source(finding, "names of both modules");
}

static void check_livepatch(kv_check *check)
{
	const GArray *installed = kv_check_installed(check);
	const char *name = kv_check_livepatch(check)->module_name;

	for (guint i = 0; i < installed->len; i++) {
		const kv_installed *entry = &g_array_index(installed, kv_installed, i);

		if (!entry->loaded || strcmp(entry->livepatch->module_name, name) != 0)
			continue;
		if (!kv_livepatch_kind_tells(entry->livepatch->kind, KV_TELLS_NAME))
			kv_check_not_checked(check, NULL,
					     "the source given with --previous does not tell what "
					     "its module is called, which may be the same",
					     "give the built module with --previous");
		else
			report(check, entry);
	}
}

const kv_rule kv_rule_previous_same_name = {
	.id = "previous-same-name",
	.check_livepatch = check_livepatch,
};
