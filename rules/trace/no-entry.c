/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

/* trace-init */
static bool is_gone(const kv_patched *patched, const kv_symbol *symbol)
{
	return symbol->region == KV_REGION_INIT ||
	       (symbol->region == KV_REGION_EXIT && !patched->in_module);
}

/* trace-dead-entry: the kernel then takes an entry of somebody else for this function's. */
static bool finds_any_entry(const kv_index *index, const kv_symbol *symbol)
{
	uint32_t count = 0;

	kv_index_ftrace_between(index, symbol->address, symbol->address + symbol->extent, &count);
	return count > 0;
}

static void check_function(kv_check *check, const kv_patched *patched)
{
	const kv_symbol *symbol = kv_patched_symbol(patched);
	g_autoptr(GArray) hosts = NULL;
	const kv_source *source;
	kv_finding *finding;

	if (!symbol || !(symbol->flags & (KV_SYMBOL_TEXT | KV_SYMBOL_FUNCTION)) ||
	    symbol->ftrace_offset != KV_NO_FTRACE || is_gone(patched, symbol) ||
	    finds_any_entry(patched->index, symbol))
		return;

	finding = kv_check_report(check, patched, "%s has no ftrace location: %s",
				  kv_patched_name(patched),
				  kv_symbol_no_ftrace_reason(patched->index, symbol));
	kv_finding_set_log(finding, "livepatch: failed to find location for function '%s'",
			   patched->function->old_name);
	kv_finding_set_source(finding, "table of ftrace locations of %s", patched->object_name);

	source = kv_patched_source(patched);
	if (source)
		hosts = kv_source_hosts(patched->index, source);
	if (!hosts || hosts->len == 0) {
		kv_finding_set_remedy(finding,
				      "patch the functions that call %s instead; "
				      "available_filter_functions in tracefs lists what can "
				      "be patched",
				      patched->function->old_name);
		return;
	}
	kv_finding_add_hosts(finding, patched->index, hosts);
	kv_finding_set_remedy(finding,
			      "patch the functions that call %s instead, and the %u listed, "
			      "which carry an inlined copy",
			      patched->function->old_name, hosts->len);
}

const kv_rule kv_rule_trace_no_entry = {
	.id = "trace-no-entry",
	.check_function = check_function,
};
