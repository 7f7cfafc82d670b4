/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"
#include "image/hosts.h"
#include "image/patchability.h"
#include "image/reach.h"

/* What a reader still takes in. */
enum { CALLERS_SHOWN = 20 };

/* symbol-in-init */
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

/* Adds the functions that call it; returns how many there are. */
static guint add_callers(kv_finding *finding, const kv_patched *patched)
{
	g_autoptr(GPtrArray) callers = kv_index_callers(patched->index, patched->symbol);

	for (guint i = 0; i < callers->len && i < CALLERS_SHOWN; i++) {
		const kv_symbol *caller = g_ptr_array_index(callers, i);

		kv_finding_add_symbol(finding, patched->index, caller, "calls it; %s",
				      kv_symbol_patchability_text(patched->index, caller));
	}
	if (callers->len > CALLERS_SHOWN)
		kv_finding_add_evidence(finding, NULL, NULL, 0, "and %u more functions call it",
					callers->len - CALLERS_SHOWN);
	return callers->len;
}

static void set_remedy(kv_finding *finding, const kv_patched *patched)
{
	const char *name = patched->function->old_name;
	const kv_source *source = kv_patched_source(patched);
	g_autoptr(GArray) hosts = source ? kv_source_hosts(patched->index, source) : NULL;
	guint callers = add_callers(finding, patched);

	if (hosts && hosts->len > 0) {
		kv_finding_add_hosts(finding, patched->index, hosts);
		kv_finding_set_remedy(finding,
				      "patch the functions that call %s instead, and the %u "
				      "listed, which carry an inlined copy",
				      name, hosts->len);
	} else if (callers > 0) {
		kv_finding_set_remedy(finding, "patch the functions listed instead, which call %s",
				      name);
	} else {
		kv_finding_set_remedy(finding,
				      "patch the functions that call %s instead; "
				      "available_filter_functions in tracefs lists what can "
				      "be patched",
				      name);
	}
}

static void check_function(kv_check *check, const kv_patched *patched)
{
	const kv_symbol *symbol = kv_patched_symbol(patched);
	kv_finding *finding;

	if (!symbol || !(symbol->flags & (KV_SYMBOL_TEXT | KV_SYMBOL_FUNCTION)) ||
	    symbol->ftrace_offset != KV_NO_FTRACE || is_gone(patched, symbol) ||
	    finds_any_entry(patched->index, symbol) || kv_patched_is_inner_syscall(patched))
		return;

	finding = kv_check_report(
		check, patched, "%s has no ftrace location: %s", kv_patched_name(patched),
		kv_patchability_reason(kv_symbol_patchability(patched->index, symbol)));
	kv_finding_set_log(finding, "livepatch: failed to find location for function '%s'",
			   patched->function->old_name);
	kv_finding_set_source(finding, "table of ftrace locations of %s", patched->object_name);
	set_remedy(finding, patched);
}

const kv_rule kv_rule_trace_no_entry = {
	.id = "trace-no-entry",
	.check_function = check_function,
};
