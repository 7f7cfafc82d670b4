/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"
#include "image/hosts.h"
#include "image/patchability.h"
#include "image/syscalls.h"
#include "index/code.h"
#include "index/patterns.h"

/* Whether @function is an entry that can be run; an entry in no table is dead code. */
static bool can_run(const kv_index *index, uint32_t function)
{
	uint32_t symbol = kv_index_function(index, function)->symbol;

	return kv_symbol_is_wired(index, kv_index_symbol(index, symbol)) != KV_NO ||
	       kv_index_calls_to(index, symbol).count > 0;
}

/* Takes those of @hosts out that are patched or never run. */
static void drop_others(kv_check *check, const kv_index *index, GArray *hosts)
{
	for (guint i = hosts->len; i-- > 0;) {
		uint32_t function = g_array_index(hosts, kv_host, i).function;
		uint64_t address = kv_index_function(index, function)->address;

		if (kv_check_patches_address(check, index, address) || !can_run(index, function))
			g_array_remove_index(hosts, i);
	}
}

/* Whether @patched is the first function of the livepatch that carries @body. */
static bool is_first(kv_check *check, const kv_patched *patched, const kv_source *body)
{
	const GPtrArray *all = kv_check_patched(check);

	for (guint i = 0; i < all->len; i++) {
		const kv_patched *other = g_ptr_array_index(all, i);
		const kv_symbol *symbol = kv_patched_symbol(other);

		if (symbol && other->index == patched->index &&
		    kv_symbol_syscall_body(other->index, symbol) == body)
			return other == patched;
	}
	return true;
}

static void add_hosts(kv_finding *finding, const kv_index *index, const GArray *hosts)
{
	for (guint i = 0; i < hosts->len; i++) {
		const kv_host *host = &g_array_index(hosts, kv_host, i);
		const kv_symbol *symbol = kv_host_symbol(index, host);
		g_autofree char *programs = kv_symbol_wired_for(index, symbol);

		kv_finding_add_symbol(finding, index, symbol, "%s%s%s%s",
				      programs ? "entry for " : "", programs ? programs : "",
				      programs ? " programs; " : "",
				      kv_symbol_patchability_text(index, symbol));
		kv_finding_add_keeper(finding, kv_index_function(index, host->function)->address);
	}
}

static const char *name_of(const kv_index *index, const kv_host *host)
{
	return kv_index_string(index, kv_host_symbol(index, host)->name);
}

static void check_function(kv_check *check, const kv_patched *patched)
{
	const kv_symbol *symbol = kv_patched_symbol(patched);
	const kv_index *index = patched->index;
	const kv_source *body = NULL;
	g_autoptr(GArray) hosts = NULL;
	kv_finding *finding;
	const char *call, *twin;

	if (kv_patched_takes_effect(patched))
		body = kv_symbol_syscall_body(index, symbol);
	if (!body || !is_first(check, patched, body))
		return;
	hosts = kv_source_hosts(index, body);
	drop_others(check, index, hosts);
	if (hosts->len == 0)
		return;

	call = kv_syscall_name(kv_index_string(index, body->name));
	twin = name_of(index, &g_array_index(hosts, kv_host, 0));
	if (hosts->len == 1)
		finding = kv_check_report(check, patched,
					  "%s carries the body of %s (%s) as well and keeps the "
					  "old code",
					  twin, call, kv_index_string(index, body->name));
	else
		finding = kv_check_report(check, patched,
					  "%s and %u more carry the body of %s (%s) as well and "
					  "keep the old code",
					  twin, hosts->len - 1, call,
					  kv_index_string(index, body->name));
	kv_finding_set_consequence(finding,
				   "loads it silently; a program that calls %s through %s "
				   "still runs the old code",
				   call, hosts->len == 1 ? twin : "one of these");
	kv_finding_set_remedy(finding,
			      "patch %s as well, in the same livepatch; KLP_SYSCALL_DEFINEx() of "
			      "linux/livepatch_helpers.h or KPATCH_SYSCALL_DEFINEx() of "
			      "kpatch-macros.h replace both stubs",
			      hosts->len == 1 ? twin : "all functions listed");
	kv_finding_set_source(finding, "DWARF of %s: where %s is inlined", patched->object_name,
			      kv_index_string(index, body->name));
	add_hosts(finding, index, hosts);
}

const kv_rule kv_rule_syscall_twin = {
	.id = "syscall-twin",
	.check_function = check_function,
};
