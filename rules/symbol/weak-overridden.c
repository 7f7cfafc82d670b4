/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "engine/rule.h"
#include "image/symbols.h"

/* Its weak functions stand for system calls that are configured out: nobody means these. */
#define NO_SYSCALLS "kernel/sys_ni.c"

static bool has_dead_body(const kv_index *index, uint32_t source)
{
	kv_ids bodies = kv_index_functions_of(index, source);

	for (uint32_t i = 0; i < bodies.count; i++) {
		if (kv_index_function(index, bodies.id[i])->flags & KV_FUNCTION_DEAD)
			return true;
	}
	return false;
}

/* The default of another file that @used overrides, or NULL. */
static const kv_source *find_default(const kv_index *index, const kv_source *used)
{
	kv_run run = kv_index_sources_named(index, kv_index_string(index, used->name));

	for (uint32_t i = 0; i < run.count; i++) {
		const kv_source *source = kv_index_source(index, run.first + i);

		if (source->file != used->file && source->flags & KV_SOURCE_EXTERNAL &&
		    has_dead_body(index, run.first + i) &&
		    strcmp(kv_index_string(index, source->file), NO_SYSCALLS) != 0)
			return source;
	}
	return NULL;
}

/* The replacement was made for the default, which the kernel does not use. */
static kv_finding *report_wrong(kv_check *check, const kv_patched *patched, const kv_source *used,
				const kv_source *unused)
{
	const kv_index *index = patched->index;
	const char *name = patched->function->old_name;
	kv_finding *finding;

	finding = kv_check_report(check, patched,
				  "the replacement was made for the weak %s of %s, but %s has that "
				  "of %s",
				  name, kv_index_string(index, unused->file), patched->object_name,
				  kv_index_string(index, used->file));
	kv_finding_set_consequence(finding,
				   "loads it and replaces the function that is in use by one made "
				   "from the default");
	kv_finding_set_remedy(finding, "make the change in %s and build the livepatch from that",
			      kv_index_string(index, used->file));
	return finding;
}

/* A module written by hand does not tell what it was made from. */
static kv_finding *remark(kv_check *check, const kv_patched *patched, const kv_source *used,
			  const kv_source *unused)
{
	const kv_index *index = patched->index;
	const char *name = patched->function->old_name;
	kv_finding *finding;

	finding = kv_check_report(check, patched,
				  "it is the one of %s; a weak %s of %s was left out when the "
				  "kernel was linked",
				  kv_index_string(index, used->file), name,
				  kv_index_string(index, unused->file));
	finding->level = KV_NOTE;
	finding->confidence = KV_REVIEW;
	kv_finding_set_effect(finding, KV_EFFECT_NONE, KV_STAGE_RUN);
	kv_finding_set_consequence(finding,
				   "loads it; a replacement made from the weak function takes the "
				   "place of the other one");
	kv_finding_set_remedy(finding, "make sure that the replacement is made from %s",
			      kv_index_string(index, used->file));
	return finding;
}

static void check_function(kv_check *check, const kv_patched *patched)
{
	const kv_symbol *symbol = kv_patched_symbol(patched);
	const char *file = patched->function->source_file;
	const kv_source *used, *unused = NULL;
	kv_finding *finding;

	if (!kv_patched_takes_effect(patched) || symbol->flags & KV_SYMBOL_WEAK ||
	    !(symbol->flags & KV_SYMBOL_GLOBAL))
		return;
	used = kv_symbol_source(patched->index, symbol);
	if (used)
		unused = find_default(patched->index, used);
	if (!unused || (file && kv_same_file(file, kv_index_string(patched->index, used->file))))
		return;

	if (file && kv_same_file(file, kv_index_string(patched->index, unused->file)))
		finding = report_wrong(check, patched, used, unused);
	else
		finding = remark(check, patched, used, unused);
	kv_finding_set_source(finding, "DWARF of %s: a body of %s without a symbol",
			      patched->object_name, patched->function->old_name);
	kv_finding_add_symbol(finding, patched->index, symbol, "in use");
	kv_finding_add_evidence(finding, patched->function->old_name,
				kv_index_string(patched->index, unused->file), unused->line,
				"weak, not in use");
}

const kv_rule kv_rule_symbol_weak_overridden = {
	.id = "symbol-weak-overridden",
	.check_function = check_function,
};
