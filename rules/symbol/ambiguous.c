/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

/* The one position, counted from 1, whose symbol is a function with an ftrace location; or 0. */
static uint32_t only_traceable(const kv_patched *patched)
{
	uint32_t position = 0;

	for (uint32_t i = 0; i < patched->candidates.count; i++) {
		if (kv_index_symbol(patched->index, patched->candidates.id[i])->ftrace_offset ==
		    KV_NO_FTRACE)
			continue;
		if (position)
			return 0;
		position = i + 1;
	}
	return position;
}

static void report_always(kv_check *check, const kv_patched *patched)
{
	const char *name = patched->function->old_name;
	uint32_t traceable = only_traceable(patched);
	kv_finding *finding;

	finding = kv_check_report(check, patched,
				  "%u symbols of %s are called %s, and the entry "
				  "does not say which one is meant",
				  patched->candidates.count, patched->object_name, name);
	/* The kernel prints the object's name as it stands there: NULL for vmlinux. */
	kv_finding_set_log(finding,
			   "livepatch: unresolvable ambiguity for symbol '%s' in object '%s'", name,
			   patched->in_module ? patched->object_name : "(null)");
	if (traceable)
		kv_finding_set_remedy(finding,
				      "set .old_sympos = %u, the only one that can be "
				      "patched, if that is the one meant",
				      traceable);
	else
		kv_finding_set_remedy(finding,
				      "set .old_sympos to the position of the one meant, "
				      "1 to %u",
				      patched->candidates.count);
	kv_finding_set_source(finding, "symbol table of %s", patched->object_name);
	kv_finding_add_positions(finding, patched);
}

/* Where the found symbol of a module stands among all symbols of its name, init ones included. */
static uint32_t loading_position(const kv_patched *patched)
{
	kv_ids named = kv_index_symbols_named(patched->index, patched->function->old_name);
	uint32_t i = 0;

	while (i < named.count && named.id[i] != patched->symbol)
		i++;
	return i + 1;
}

/* Only one symbol stays, but init symbols share its name: the answer depends on who came first. */
static void report_loading(kv_check *check, const kv_patched *patched)
{
	const char *name = patched->function->old_name, *module = patched->object_name;
	kv_finding *finding;

	finding = kv_check_report(check, patched,
				  "while %s loads, its init symbols make %s "
				  "ambiguous",
				  module, name);
	finding->when = KV_WHEN_LATER;
	kv_finding_set_log(finding,
			   "livepatch: unresolvable ambiguity for symbol '%s' in object '%s'", name,
			   module);
	if (loading_position(patched) == 1)
		kv_finding_set_remedy(finding,
				      "set .old_sympos = 1: that is the same symbol before "
				      "and after the init of %s",
				      module);
	else
		kv_finding_set_remedy(finding,
				      "no .old_sympos is right in both orders: load the "
				      "livepatch only where %s is loaded and stays, or "
				      "patch the callers of %s instead",
				      module, name);
	kv_finding_set_source(finding, "symbol table of %s", module);
	kv_finding_add_positions(finding, patched);
}

static void check_function(kv_check *check, const kv_patched *patched)
{
	if (patched->lookup == KV_LOOKUP_AMBIGUOUS)
		report_always(check, patched);
	else if (patched->lookup == KV_LOOKUP_FOUND && patched->in_module &&
		 patched->loading_lookup == KV_LOOKUP_AMBIGUOUS)
		report_loading(check, patched);
}

const kv_rule kv_rule_symbol_ambiguous = {
	.id = "symbol-ambiguous",
	.check_function = check_function,
};
