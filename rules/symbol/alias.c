/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "engine/rule.h"
#include "image/symbols.h"

/* The same entry twice is refused with EEXIST: object-duplicate. Position 0 of one symbol is 1. */
static bool same_entry(const kv_patched *a, const kv_patched *b)
{
	return strcmp(a->function->old_name, b->function->old_name) == 0 && a->symbol == b->symbol;
}

static void report_pair(kv_check *check, const kv_patched *later, const kv_patched *earlier)
{
	kv_finding *finding;

	finding = kv_check_report(check, later,
				  "%s and %s are one function: both entries patch the "
				  "same address",
				  kv_patched_name(earlier), kv_patched_name(later));
	kv_finding_set_consequence(finding,
				   "loads it, then never finishes the transition: checking "
				   "the first entry reads in front of its list "
				   "(klp_check_stack_func()), and the last entry wins");
	kv_finding_set_remedy(finding, "list the function once, under one of its names");
	kv_finding_set_source(finding, "symbol table of %s", later->object_name);
	kv_finding_add_symbol(finding, earlier->index, kv_patched_symbol(earlier), "listed first");
	kv_finding_add_symbol(finding, later->index, kv_patched_symbol(later),
			      "listed again, same address");
}

/* Labels, and on arm64 the $x before code, share addresses with functions but are none. */
static bool is_other_function(const kv_symbol *symbol, const kv_symbol *patched)
{
	return symbol != patched && symbol->flags & KV_SYMBOL_FUNCTION;
}

static bool has_other_names(const kv_index *index, kv_ids names, const kv_symbol *patched)
{
	for (uint32_t i = 0; i < names.count; i++) {
		if (is_other_function(kv_index_symbol(index, names.id[i]), patched))
			return true;
	}
	return false;
}

/* Aliases made on purpose mean one source function; folding leaves names of several. */
static void check_folding(kv_check *check, const kv_patched *patched)
{
	const kv_index *index = patched->index;
	const kv_source *own = kv_patched_source(patched);
	const kv_symbol *symbol = kv_patched_symbol(patched);
	kv_ids names = kv_index_symbols_at(index, symbol->address);
	kv_finding *finding = NULL;

	if (has_other_names(index, names, symbol) && !kv_index_has_dwarf(index))
		kv_check_not_checked(check, patched,
				     "whether its other names are functions of their own that the "
				     "compiler folded into it: there is no debug information",
				     "install the kernel's debug package, or give its vmlinux");

	for (uint32_t i = 0; i < names.count; i++) {
		const kv_symbol *other = kv_index_symbol(index, names.id[i]);
		const kv_source *source = kv_symbol_named_source(index, other);

		if (!is_other_function(other, symbol) || !source || source == own)
			continue;
		if (!finding)
			finding = kv_check_report(check, patched,
						  "the compiler folded equal functions "
						  "into one: patching %s changes "
						  "the others as well",
						  kv_patched_name(patched));
		kv_finding_add_evidence(finding, kv_index_string(index, other->name),
					kv_index_string(index, source->file), source->line,
					"has the same address");
	}
	if (!finding)
		return;
	finding->level = KV_WARNING;
	finding->confidence = KV_LIKELY;
	kv_finding_set_effect(finding, KV_EFFECT_NONE, KV_STAGE_RUN);
	kv_finding_set_consequence(finding,
				   "redirects the address, whatever name it was called by");
	kv_finding_set_remedy(finding, "make sure that the replacement is right for every function "
				       "listed, or patch the callers of the one that is meant");
	kv_finding_set_source(finding, "symbol table and DWARF of %s", patched->object_name);
}

static void check_function(kv_check *check, const kv_patched *patched)
{
	const kv_symbol *symbol = kv_patched_symbol(patched);
	const kv_patched *first;

	if (!symbol)
		return;
	first = kv_check_first_at(check, patched->index, symbol->address);
	if (first == patched && kv_patched_takes_effect(patched))
		check_folding(check, patched);
	else if (first != patched && !same_entry(first, patched))
		report_pair(check, patched, first);
}

const kv_rule kv_rule_symbol_alias = {
	.id = "symbol-alias",
	.check_function = check_function,
};
