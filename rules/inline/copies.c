/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"
#include "image/hosts.h"
#include "image/symbols.h"

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

/* Hosts that a kernel thread never leaves: to patch those only moves the fault. */
static void set_remedy_for_threads(kv_finding *finding, const kv_patched *patched,
				   const GArray *hosts)
{
	const kv_symbol *first = NULL;
	guint count = kv_hosts_that_stay(patched->index, hosts, &first);
	const char *name;

	if (count == 0)
		return;
	name = kv_index_string(patched->index, first->name);
	kv_finding_set_remedy(
		finding,
		"%s cannot be fixed by a livepatch on this kernel as it stands: a kernel thread is "
		"always in %s%s, so that a transition that patches it never finishes; patch "
		"functions that the copy calls instead, or restart the thread where that can be "
		"done, or boot a fixed kernel%s",
		kv_patched_name(patched), name, count > 1 ? " and others listed" : "",
		count < hosts->len ? "; the other functions listed have to be patched as well"
				   : "");
}

/* gcc's ipa-icf leaves no debug information of a function that it found equal to a host. */
static void mention_twins(kv_check *check, const kv_patched *patched, const GArray *hosts)
{
	const kv_index *index = patched->index;
	g_autoptr(GPtrArray) twins = kv_index_host_twins(index, hosts);
	g_autoptr(GString) names = g_string_new(NULL);
	g_autofree char *reason = NULL;

	for (guint i = 0; i < twins->len; i++) {
		const kv_symbol *twin = g_ptr_array_index(twins, i);

		if (!kv_check_patches_address(check, index, twin->address))
			g_string_append_printf(names, "%s%s", names->len ? ", " : "",
					       kv_index_string(index, twin->name));
	}
	if (names->len == 0)
		return;
	reason = g_strdup_printf("DWARF describes no code of %s; as long as a function of the same "
				 "file that carries a copy, it may carry one as well",
				 names->str);
	kv_check_not_checked(check, patched, reason,
			     "read it in the source, and patch it as well if it uses the function");
}

/* What hosts carry of a function that was split is the rest, which calls the part. */
static void soften_for_part(kv_finding *finding, const kv_patched *patched, const kv_source *source)
{
	const char *name = kv_index_string(patched->index, source->name);

	finding->level = KV_WARNING;
	finding->confidence = KV_REVIEW;
	g_free(finding->message);
	finding->message = g_strdup_printf("only a part of %s is patched: the rest of it is in the "
					   "functions listed as well and stays as it is",
					   name);
	kv_finding_set_consequence(finding,
				   "loads it; a change outside of the part does not reach the "
				   "functions listed");
	kv_finding_set_remedy(finding,
			      "if the change concerns more than the part, patch %s itself and the "
			      "functions listed",
			      name);
}

static void add_keepers(kv_finding *finding, const kv_index *index, const GArray *hosts)
{
	for (guint i = 0; i < hosts->len; i++) {
		uint32_t host = g_array_index(hosts, kv_host, i).function;

		kv_finding_add_keeper(finding, kv_index_function(index, host)->address);
	}
}

static void report_copies(kv_check *check, const kv_patched *patched, const kv_source *source)
{
	g_autoptr(GArray) hosts = kv_source_hosts(patched->index, source);
	kv_finding *finding;

	mention_twins(check, patched, hosts);
	drop_patched(check, patched->index, hosts);
	if (hosts->len == 0)
		return;
	finding = kv_check_report(check, patched,
				  "%u function%s an inlined copy of it and keep%s the "
				  "old code",
				  hosts->len, hosts->len == 1 ? " carries" : "s carry",
				  hosts->len == 1 ? "s" : "");
	kv_finding_set_consequence(finding,
				   "loads it silently; whoever reaches %s through "
				   "%s listed still runs the old code",
				   kv_index_string(patched->index, source->name),
				   hosts->len == 1 ? "the function" : "the functions");
	kv_finding_set_source(finding, "DWARF of %s: inlined instances outside the function itself",
			      patched->object_name);
	add_keepers(finding, patched->index, hosts);
	set_remedy(finding, hosts->len, kv_finding_add_hosts(finding, patched->index, hosts));
	set_remedy_for_threads(finding, patched, hosts);
	if (kv_symbol_is_part(patched->index, kv_patched_symbol(patched)))
		soften_for_part(finding, patched, source);
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
	kv_finding_set_effect(finding, KV_EFFECT_NONE, KV_STAGE_RUN);
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
	if (!kv_patched_takes_effect(patched))
		return;
	if (kv_patched_symbol(patched)->function == KV_NONE)
		kv_check_not_checked(
			check, patched,
			"DWARF describes no code of it: most likely the compiler found "
			"it equal to another function, and counts copies of it as that "
			"one's",
			"look at its callers in its own source file: those may carry "
			"a copy");
	if (!source || !kv_check_first_of_source(check, patched))
		return;
	report_copies(check, patched, source);
	report_vanished(check, patched, source);
}

const kv_rule kv_rule_inline_copies = {
	.id = "inline-copies",
	.check_function = check_function,
};
