/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"
#include "image/hosts.h"
#include "image/patchability.h"
#include "image/symbols.h"
#include "image/syscalls.h"
#include "index/patterns.h"

/* What was found of the system call that is meant. */
typedef struct kv_call_parts {
	guint listed, hopeless;
	const char *body; /* a function that can be patched and that nothing carries a copy of */
} kv_call_parts;

static bool has_copies(const kv_index *index, const kv_symbol *symbol)
{
	const kv_source *source = kv_symbol_source(index, symbol);
	g_autoptr(GArray) hosts = source ? kv_source_hosts(index, source) : NULL;

	return hosts && hosts->len > 0;
}

/* Adds one function of the call that may be patched in place of what was named. */
static void add_part(kv_finding *finding, const kv_index *index, const kv_symbol *symbol,
		     kv_call_parts *parts)
{
	g_autofree char *programs = kv_symbol_wired_for(index, symbol);
	kv_patchability patchability = kv_symbol_patchability(index, symbol);
	const char *text = kv_patchability_text(patchability);

	/* An entry that no table has is never run. */
	if (kv_symbol_is_wired(index, symbol) == KV_NO && kv_symbol_syscall_body(index, symbol))
		return;
	parts->listed++;
	if (patchability != KV_PATCHABLE)
		parts->hopeless++;
	else if (!programs && !kv_symbol_syscall_body(index, symbol) && !has_copies(index, symbol))
		parts->body = kv_index_string(index, symbol->name);
	if (programs)
		kv_finding_add_symbol(finding, index, symbol, "entry for %s programs; %s", programs,
				      text);
	else
		kv_finding_add_symbol(finding, index, symbol, "function of that system call; %s",
				      text);
}

static bool is_listed(const GPtrArray *parts, const kv_symbol *symbol)
{
	for (guint i = 0; i < parts->len; i++) {
		if (((const kv_symbol *)parts->pdata[i])->address == symbol->address)
			return true;
	}
	return false;
}

/* Functions other than those named after the call that carry a copy of what was named. */
static void add_carriers(kv_finding *finding, const kv_patched *patched, const GPtrArray *named,
			 kv_call_parts *parts)
{
	const kv_index *index = patched->index;
	kv_run run = kv_index_sources_named(index, patched->function->old_name);

	for (uint32_t i = 0; i < run.count; i++) {
		g_autoptr(GArray) hosts =
			kv_source_hosts(index, kv_index_source(index, run.first + i));

		for (guint j = hosts->len; j-- > 0;) {
			uint32_t host = g_array_index(hosts, kv_host, j).function;
			uint32_t symbol = kv_index_function(index, host)->symbol;

			if (is_listed(named, kv_index_symbol(index, symbol)))
				g_array_remove_index(hosts, j);
		}
		parts->listed += hosts->len;
		parts->hopeless += kv_finding_add_hosts(finding, index, hosts);
	}
}

static void set_remedy(kv_finding *finding, const char *call, const kv_call_parts *parts)
{
	if (parts->body)
		kv_finding_set_remedy(finding, "patch %s, which holds the body of %s", parts->body,
				      call);
	else if (parts->hopeless == 0)
		kv_finding_set_remedy(finding,
				      "patch %s instead, in one livepatch; KLP_SYSCALL_DEFINEx() "
				      "of linux/livepatch_helpers.h or KPATCH_SYSCALL_DEFINEx() "
				      "of kpatch-macros.h write such replacements",
				      parts->listed == 1 ? "the function listed"
							 : "all functions listed");
	else
		kv_finding_set_remedy(finding,
				      "patch the %u of %u listed that can be patched; fix what "
				      "the others do in a function that they call",
				      parts->listed - parts->hopeless, parts->listed);
}

static void check_function(kv_check *check, const kv_patched *patched)
{
	const char *name = patched->function->old_name;
	const char *call = kv_syscall_name(name);
	g_autoptr(GPtrArray) named = NULL;
	kv_call_parts parts = {0};
	kv_finding *finding;

	if (!kv_patched_is_inner_syscall(patched))
		return;

	if (patched->symbol == KV_NONE) {
		finding = kv_check_report(check, patched,
					  "%s has no symbol %s: the system call %s is entered and "
					  "implemented under other names",
					  patched->object_name, name, call);
		kv_finding_set_log(finding, "livepatch: symbol '%s' not found in symbol table",
				   name);
	} else {
		finding = kv_check_report(check, patched,
					  "%s, an inner function of the system call %s, has no "
					  "ftrace location: %s",
					  name, call,
					  kv_patchability_reason(kv_symbol_patchability(
						  patched->index, kv_patched_symbol(patched))));
		kv_finding_set_refusal(finding, KV_STAGE_FTRACE, "EINVAL",
				       "livepatch: failed to find location for function '%s'",
				       name);
	}
	kv_finding_set_source(finding, "symbol table of %s", patched->object_name);
	named = kv_index_syscall_entries(patched->index, name);
	for (guint i = 0; i < named->len; i++) {
		if (named->pdata[i] != kv_patched_symbol(patched))
			add_part(finding, patched->index, named->pdata[i], &parts);
	}
	add_carriers(finding, patched, named, &parts);
	set_remedy(finding, call, &parts);
}

const kv_rule kv_rule_syscall_inner = {
	.id = "syscall-inner",
	.check_function = check_function,
};
