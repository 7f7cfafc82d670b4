/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"
#include "image/hosts.h"

static void set_remedy(kv_finding *finding, guint hosts, guint hopeless, guint staying)
{
	if (hosts == 0)
		kv_finding_set_remedy(finding,
				      "nothing to patch: its copies lie in init or exit text "
				      "only and do not run any more");
	else if (staying > 0)
		kv_finding_set_remedy(
			finding,
			"it cannot be fixed by a livepatch on this kernel as it stands: a kernel "
			"thread is always in %s, so that a transition that patches it never "
			"finishes; patch functions that the copy calls instead, or restart the "
			"thread where that can be done, or boot a fixed kernel",
			hosts == 1 ? "the function listed" : "some of the functions listed");
	else if (hopeless == 0)
		kv_finding_set_remedy(finding, "patch %s instead",
				      hosts == 1 ? "the function listed" : "all functions listed");
	else
		kv_finding_set_remedy(finding,
				      "patch the %u of %u listed that can be patched, and the "
				      "callers of the others",
				      hosts - hopeless, hosts);
}

static void check_function(kv_check *check, const kv_patched *patched)
{
	const char *name = patched->function->old_name;
	guint hosts = 0, hopeless = 0, staying = 0;
	const kv_symbol *first;
	kv_finding *finding;
	kv_run run;

	if (patched->lookup != KV_LOOKUP_ABSENT || kv_patched_init_symbol(patched) ||
	    !kv_index_inlined_away(patched->index, name) || kv_patched_is_inner_syscall(patched))
		return;

	finding = kv_check_report(check, patched,
				  "%s has no symbol: the compiler inlined every call "
				  "of it",
				  name);
	kv_finding_set_log(finding, "livepatch: symbol '%s' not found in symbol table", name);
	kv_finding_set_source(finding, "symbol table and DWARF of %s", patched->object_name);

	run = kv_index_sources_named(patched->index, name);
	for (uint32_t i = 0; i < run.count; i++) {
		const kv_source *source = kv_index_source(patched->index, run.first + i);
		g_autoptr(GArray) carriers = kv_source_hosts(patched->index, source);

		if (!finding->location.file) {
			finding->location.file =
				g_strdup(kv_index_string(patched->index, source->file));
			finding->location.line = source->line;
		}
		hosts += carriers->len;
		hopeless += kv_finding_add_hosts(finding, patched->index, carriers);
		staying += kv_hosts_that_stay(patched->index, carriers, &first);
	}
	set_remedy(finding, hosts, hopeless, staying);
}

const kv_rule kv_rule_inline_only = {
	.id = "inline-only",
	.check_function = check_function,
};
