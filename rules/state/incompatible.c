/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/installed.h"
#include "engine/rule.h"

/* Whether the kernel compares states at all: since Linux 5.5. */
static kv_fact compares_states(const kv_index *vmlinux)
{
	kv_klp_layout layout;

	if (kv_index_has_klp_layout(vmlinux, &layout))
		return kv_fact_from_bool(layout.patch_states != KV_NONE);
	if (kv_index_symbol_count(vmlinux) == 0)
		return KV_UNKNOWN;
	return kv_fact_from_bool(kv_index_symbols_named(vmlinux, "klp_get_prev_state").count > 0);
}

/* Without states of its own one that replaces nothing goes with everything. */
static bool goes_with_all(const kv_livepatch *livepatch)
{
	return !livepatch->states_unread && livepatch->states->len == 0 &&
	       livepatch->replace == KV_NO;
}

static void say_unread(kv_check *check, const kv_livepatch *livepatch)
{
	g_autofree char *reason = g_strdup_printf("the system states of %s are not known: %s",
						  livepatch->module_name, livepatch->states_unread);

	kv_check_not_checked(
		check, NULL, reason,
		"compare the states (klp_patch.states) of the two livepatches by hand");
}

static void report(kv_check *check, const kv_livepatch *old, const kv_lp_state *state)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);
	const kv_lp_state *own = kv_livepatch_state(livepatch, state->id);
	g_autofree char *name = g_strdup_printf("state %" G_GUINT64_FORMAT, state->id);
	kv_finding *finding;

	if (own)
		finding =
			kv_check_report(check, NULL,
					"it has %s in version %u, but %s, which is installed, has "
					"version %u",
					name, own->version, old->module_name, state->version);
	else
		finding = kv_check_report(check, NULL,
					  "it is cumulative and does not know %s of %s, which is "
					  "installed",
					  name, old->module_name);
	kv_finding_set_log(finding,
			   "livepatch: Livepatch patch (%s) is not compatible with the already "
			   "installed livepatches.",
			   livepatch->module_name);
	kv_finding_set_remedy(finding,
			      "list %s in klp_patch.states with version %u or higher, and take it "
			      "over from %s in the callbacks; or disable %s first",
			      name, state->version, old->module_name, old->module_name);
	kv_finding_set_source(finding, "klp_patch.states of both livepatches");
	kv_finding_add_evidence(finding, name, NULL, 0, "version %u in %s", state->version,
				old->module_name);
	if (own)
		kv_finding_add_evidence(finding, name, NULL, 0, "version %u in %s", own->version,
					livepatch->module_name);
}

static void compare(kv_check *check, const kv_livepatch *old)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);

	for (guint i = 0; i < old->states->len; i++) {
		const kv_lp_state *state = &g_array_index(old->states, kv_lp_state, i);
		kv_fact compatible = kv_livepatch_takes_state(livepatch, state);

		if (compatible == KV_NO)
			report(check, old, state);
		else if (compatible == KV_UNKNOWN)
			kv_check_not_checked(check, NULL,
					     "whether it is cumulative is not known, and it lacks "
					     "states of livepatches that are installed",
					     "initialise klp_patch.replace statically");
	}
}

static void check_installed(kv_check *check, const kv_installed *installed)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);
	const kv_livepatch *old = installed->livepatch;

	if (!old->states_unread && old->states->len == 0)
		return;
	if (!kv_check_is_installed(check, installed))
		return;
	if (old->states_unread)
		say_unread(check, old);
	else if (livepatch->states_unread)
		say_unread(check, livepatch);
	else
		compare(check, old);
}

/* What was said to be loaded cannot be: then what is in force is not known either. */
static void say_clash(kv_check *check, const kv_installed *installed)
{
	const char *name = installed->livepatch->module_name;
	const char *other = installed->clash->module_name;
	g_autofree char *reason =
		g_strdup_printf("%s does not take over the states of %s, so that it cannot have "
				"been loaded while that was in force",
				name, other);
	g_autofree char *supply = g_strdup_printf(
		"give --previous in the order of loading, and leave %s out if it was disabled",
		other);

	kv_check_not_checked(check, NULL, reason, supply);
}

static void check_livepatch(kv_check *check)
{
	const GArray *installed = kv_check_installed(check);
	kv_fact compares = compares_states(kv_check_vmlinux(check));

	if (compares == KV_NO)
		return;
	for (guint i = 0; compares == KV_YES && i < installed->len; i++) {
		const kv_installed *entry = &g_array_index(installed, kv_installed, i);

		if (entry->clash)
			say_clash(check, entry);
	}
	if (goes_with_all(kv_check_livepatch(check)))
		return;
	if (compares == KV_UNKNOWN) {
		kv_check_not_checked(check, NULL,
				     "whether the kernel compares system states (Linux 5.5) is not "
				     "known",
				     "give a vmlinux with its symbol table");
		return;
	}
	for (guint i = 0; i < installed->len; i++)
		check_installed(check, &g_array_index(installed, kv_installed, i));
}

const kv_rule kv_rule_state_incompatible = {
	.id = "state-incompatible",
	.check_livepatch = check_livepatch,
};
