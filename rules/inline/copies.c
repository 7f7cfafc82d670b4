/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

/* Takes those of @hosts out that the livepatch replaces: their copies go with them. */
static void drop_patched(kv_check *check, const kv_index *index, GArray *hosts)
{
	for (guint i = hosts->len; i-- > 0;) {
		uint32_t function = g_array_index(hosts, kv_host, i).function;

		if (kv_check_patches_address(check, index,
					     kv_index_function(index, function)->address))
			g_array_remove_index(hosts, i);
	}
}

static void set_remedy(kv_finding *finding, guint hosts, guint hopeless)
{
	if (hopeless == 0)
		kv_finding_set_remedy(finding, "patch %s as well, in the same livepatch",
				      hosts == 1 ? "the function listed" : "all functions listed");
	else if (hopeless == hosts)
		kv_finding_set_remedy(finding,
				      "%s listed cannot be patched: patch the callers of %s "
				      "in the same livepatch",
				      hosts == 1 ? "the function" : "the functions",
				      hosts == 1 ? "it" : "them");
	else
		kv_finding_set_remedy(finding,
				      "patch the %u listed that can be patched in the same "
				      "livepatch; the other %u cannot: patch their callers",
				      hosts - hopeless, hopeless);
}

static void report_copies(kv_check *check, const kv_patched *patched, const kv_source *source)
{
	g_autoptr(GArray) hosts = kv_source_hosts(patched->index, source);
	kv_finding *finding;

	drop_patched(check, patched->index, hosts);
	if (hosts->len == 0)
		return;
	finding = kv_check_report(check, patched,
				  "%u function%s an inlined copy of it and keep%s the "
				  "old code",
				  hosts->len, hosts->len == 1 ? " carries" : "s carry",
				  hosts->len == 1 ? "s" : "");
	kv_finding_set_consequence(finding,
				   "loads it without a word; whoever reaches %s through "
				   "%s listed still runs the old code",
				   kv_index_string(patched->index, source->name),
				   hosts->len == 1 ? "the function" : "the functions");
	kv_finding_set_source(finding, "DWARF of %s: inlined instances outside the function itself",
			      patched->object_name);
	set_remedy(finding, hosts->len, kv_finding_add_hosts(finding, patched->index, hosts));
}

/* No code is left to be called a copy, but what the old code meant may be part of the host's. */
static void report_vanished(kv_check *check, const kv_patched *patched, const kv_source *source)
{
	g_autoptr(GArray) hosts = kv_source_vanished_hosts(patched->index, source);
	const char *name = kv_index_string(patched->index, source->name);
	kv_finding *finding;

	drop_patched(check, patched->index, hosts);
	if (hosts->len == 0)
		return;
	finding = kv_check_report(check, patched,
				  "a copy of it was inlined into %u function%s and left no code "
				  "of its own there",
				  hosts->len, hosts->len == 1 ? "" : "s");
	finding->level = KV_NOTE;
	finding->confidence = KV_REVIEW;
	finding->effect = KV_EFFECT_NONE;
	kv_finding_set_consequence(finding,
				   "loads it; what the compiler worked out from the old %s, or "
				   "merged into the instructions around, stays as it is",
				   name);
	kv_finding_set_remedy(finding, "if the change alters what %s gives %s, patch %s as well",
			      name,
			      hosts->len == 1 ? "the function listed" : "the functions listed",
			      hosts->len == 1 ? "it" : "them");
	kv_finding_set_source(finding, "DWARF of %s: inlined instances with empty ranges",
			      patched->object_name);
	kv_finding_add_hosts(finding, patched->index, hosts);
}

static void check_function(kv_check *check, const kv_patched *patched)
{
	const kv_source *source = kv_patched_source(patched);

	/* What cannot be patched is refused, so that nothing is left half done. */
	if (!source || !kv_patched_takes_effect(patched) ||
	    !kv_check_first_of_source(check, patched))
		return;
	report_copies(check, patched, source);
	report_vanished(check, patched, source);
}

const kv_rule kv_rule_inline_copies = {
	.id = "inline-copies",
	.check_function = check_function,
};
