/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

/* The position, counted from 1, of a candidate in text; 0 when there is none. */
static uint32_t text_position(const kv_patched *patched)
{
	for (uint32_t i = 0; i < patched->candidates.count; i++) {
		const kv_symbol *symbol =
			kv_index_symbol(patched->index, patched->candidates.id[i]);

		if (symbol->flags & KV_SYMBOL_TEXT)
			return i + 1;
	}
	return 0;
}

/*
 * kallsyms_lookup_size_offset() (kernel/kallsyms.c) knows no size of what lies neither between
 * _stext and _end nor in a module: per-CPU variables, which load_module() puts elsewhere.
 */
static bool is_outside_image(const kv_patched *patched, const kv_symbol *symbol)
{
	kv_ids begin = kv_index_symbols_named(patched->index, "_stext");
	kv_ids end = kv_index_symbols_named(patched->index, "_end");

	if (symbol->region == KV_REGION_PERCPU)
		return true;
	return !patched->in_module && begin.count == 1 && end.count == 1 &&
	       (symbol->address < kv_index_symbol(patched->index, begin.id[0])->address ||
		symbol->address >= kv_index_symbol(patched->index, end.id[0])->address);
}

static void check_function(kv_check *check, const kv_patched *patched)
{
	const kv_symbol *symbol = kv_patched_symbol(patched);
	const char *name = patched->function->old_name;
	uint32_t function;
	kv_finding *finding;

	if (!symbol || symbol->flags & (KV_SYMBOL_TEXT | KV_SYMBOL_FUNCTION))
		return;

	finding = kv_check_report(check, patched,
				  "%s is no function: its symbol has type '%c' and "
				  "lies outside executable code",
				  kv_patched_name(patched), symbol->type);
	if (is_outside_image(patched, symbol))
		kv_finding_set_refusal(finding, KV_STAGE_LOOKUP, "ENOENT",
				       "livepatch: kallsyms size lookup failed for '%s'", name);
	else
		kv_finding_set_log(finding, "livepatch: failed to find location for function '%s'",
				   name);
	function = text_position(patched);
	if (function)
		kv_finding_set_remedy(finding,
				      "set .old_sympos = %u if the function of that name is "
				      "meant",
				      function);
	else
		kv_finding_set_remedy(finding,
				      "name a function: to change data, do it in a callback "
				      "or replace the functions that use %s",
				      name);
	kv_finding_set_source(finding, "symbol table of %s", patched->object_name);
	kv_finding_add_positions(finding, patched);
}

const kv_rule kv_rule_symbol_not_function = {
	.id = "symbol-not-function",
	.check_function = check_function,
};
