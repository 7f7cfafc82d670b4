/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "engine/rule.h"
#include "image/symbols.h"

/* The livepatch may name the file of the function or, for one of a header, of the unit. */
static kv_fact comes_from(const kv_index *index, const kv_symbol *symbol, const char *file)
{
	const kv_source *source = kv_symbol_source(index, symbol);
	const kv_function *function;

	if (!source)
		return KV_UNKNOWN;
	function = kv_index_function(index, symbol->function);
	return kv_fact_from_bool(
		kv_same_file(kv_index_string(index, source->file), file) ||
		kv_same_file(kv_index_string(index, kv_index_unit(index, function->unit)->name),
			     file));
}

static void report_out_of_range(kv_check *check, const kv_patched *patched)
{
	const char *name = patched->function->old_name;
	uint64_t position = patched->function->sympos;
	uint32_t count = patched->candidates.count;
	kv_finding *finding;

	finding =
		kv_check_report(check, patched,
				"position %" G_GUINT64_FORMAT " is asked for, but %s has only %u "
				"symbol%s called %s",
				position, patched->object_name, count, count == 1 ? "" : "s", name);
	kv_finding_set_log(finding,
			   "livepatch: symbol position %" G_GUINT64_FORMAT " for symbol '%s' in "
			   "object '%s' not found",
			   position, name, patched->object_name);
	if (count == 1)
		kv_finding_set_remedy(finding, "leave .old_sympos out: the name is unique here");
	else
		kv_finding_set_remedy(finding,
				      "set .old_sympos to the position of the one meant, "
				      "1 to %u",
				      count);
	kv_finding_set_source(finding, "symbol table of %s", patched->object_name);
	kv_finding_add_positions(finding, patched);
}

/*
 * What the position stands for while the module loads and its init symbols are counted too, if that
 * is another symbol than afterwards; else NULL. klp_find_object_symbol()
 */
static const kv_symbol *other_while_loading(const kv_patched *patched)
{
	uint64_t position = patched->function->sympos;
	kv_ids named = kv_index_symbols_named(patched->index, patched->function->old_name);

	if (!patched->in_module || position == 0 || position > named.count ||
	    named.id[position - 1] == patched->symbol)
		return NULL;
	return kv_index_symbol(patched->index, named.id[position - 1]);
}

static void report_moving(kv_check *check, const kv_patched *patched, const kv_symbol *other)
{
	const char *name = patched->function->old_name, *module = patched->object_name;
	kv_finding *finding;

	finding = kv_check_report(check, patched,
				  "position %" G_GUINT64_FORMAT " of %s is another "
				  "symbol while %s loads than afterwards",
				  patched->function->sympos, name, module);
	if (other->ftrace_offset == KV_NO_FTRACE && kv_index_has_ftrace(patched->index)) {
		kv_finding_set_refusal(finding, KV_STAGE_FTRACE, "EINVAL",
				       "livepatch: failed to find location for function '%s'",
				       name);
		finding->when = KV_WHEN_LATER;
	} else if (other->region == KV_REGION_INIT) {
		kv_finding_set_effect(finding, KV_EFFECT_INEFFECTIVE, KV_STAGE_TARGET_LOADS);
		kv_finding_set_consequence(finding,
					   "if %s comes after the livepatch, counts its init "
					   "symbols as well and patches one of them, as "
					   "symbol-in-init tells; %s keeps its old code",
					   module, name);
	} else {
		kv_finding_set_effect(finding, KV_EFFECT_CRASH, KV_STAGE_TARGET_LOADS);
		kv_finding_set_consequence(finding,
					   "if %s comes after the livepatch, counts its init "
					   "symbols as well and patches another function",
					   module);
	}
	kv_finding_set_remedy(finding,
			      "load the livepatch only where %s is loaded and stays, or "
			      "patch the callers of %s instead",
			      module, name);
	kv_finding_set_source(finding, "symbol table of %s", module);
	kv_finding_add_positions(finding, patched);
}

/* The position, counted from 1, of the only candidate from that file; 0 when there is no such. */
static uint32_t position_from(const kv_patched *patched, const char *file)
{
	uint32_t position = 0;

	for (uint32_t i = 0; i < patched->candidates.count; i++) {
		const kv_symbol *symbol =
			kv_index_symbol(patched->index, patched->candidates.id[i]);

		if (comes_from(patched->index, symbol, file) != KV_YES)
			continue;
		if (position)
			return 0;
		position = i + 1;
	}
	return position;
}

static void report_wrong(kv_check *check, const kv_patched *patched)
{
	uint32_t right = position_from(patched, patched->function->source_file);
	const kv_source *source = kv_patched_source(patched);
	const char *file = kv_index_string(patched->index, source->file);
	kv_finding *finding;

	finding = kv_check_report(check, patched,
				  "%s is the one of %s:%u, but the replacement was "
				  "made for %s",
				  kv_patched_name(patched), file, source->line,
				  patched->function->source_file);
	kv_finding_set_effect(finding, KV_EFFECT_CRASH, KV_STAGE_RUN);
	kv_finding_set_consequence(finding, "loads it silently and replaces the wrong "
					    "function; its callers pass other arguments than the "
					    "replacement expects");
	if (right)
		kv_finding_set_remedy(finding, "set .old_sympos = %u", right);
	else
		kv_finding_set_remedy(finding, "set .old_sympos to the position of the one of %s",
				      patched->function->source_file);
	kv_finding_set_source(finding, "symbol table and DWARF of %s", patched->object_name);
	kv_finding_add_positions(finding, patched);
}

static void cannot_tell(kv_check *check, const kv_patched *patched)
{
	const kv_source *source = kv_patched_source(patched);
	g_autofree char *chosen = NULL;
	g_autofree char *reason = NULL;

	if (source)
		chosen = g_strdup_printf("it is the one of %s:%u",
					 kv_index_string(patched->index, source->file),
					 source->line);
	else
		chosen = g_strdup("DWARF does not tell which file it is from");
	reason = g_strdup_printf("%s; whether that is the one meant is not known", chosen);
	kv_check_doubt(check, patched, KV_EFFECT_INEFFECTIVE, reason,
		       source ? "compare the file with the one that the fix is for"
			      : "install the kernel's debug package and compare the files");
}

/* Beside data of the same name, nothing else could be meant. */
static bool is_only_function(const kv_patched *patched)
{
	guint functions = 0;

	for (uint32_t i = 0; i < patched->candidates.count; i++)
		functions += (kv_index_symbol(patched->index, patched->candidates.id[i])->flags &
			      KV_SYMBOL_TEXT) != 0;
	return functions == 1;
}

/* Several symbols have the name and the entry chose one: was it the right one? */
static void check_choice(kv_check *check, const kv_patched *patched)
{
	const kv_lp_function *function = patched->function;
	const kv_symbol *symbol = kv_patched_symbol(patched);

	/* Data or a copy without ftrace location is refused: rules of their own. */
	if (!kv_patched_takes_effect(patched) || is_only_function(patched))
		return;
	if (function->built_address && !patched->in_module)
		return; /* the address says which one: module-wrong-kernel compares it */

	switch (function->source_file ? comes_from(patched->index, symbol, function->source_file)
				      : KV_UNKNOWN) {
	case KV_YES:
		break;
	case KV_NO:
		report_wrong(check, patched);
		break;
	case KV_UNKNOWN:
		cannot_tell(check, patched);
		break;
	}
}

static void check_function(kv_check *check, const kv_patched *patched)
{
	const kv_symbol *other =
		patched->lookup == KV_LOOKUP_FOUND ? other_while_loading(patched) : NULL;

	if (patched->lookup == KV_LOOKUP_OUT_OF_RANGE)
		report_out_of_range(check, patched);
	else if (other)
		report_moving(check, patched, other);
	else if (patched->lookup == KV_LOOKUP_FOUND && patched->candidates.count > 1)
		check_choice(check, patched);
}

const kv_rule kv_rule_symbol_wrong_position = {
	.id = "symbol-wrong-position",
	.check_function = check_function,
};
