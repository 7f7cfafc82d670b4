/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "engine/rule.h"
#include "image/preemption.h"
#include "index/code.h"

#define WALK "kallsyms_on_each_symbol"
/* Looks names up in a sorted table; since then livepatch does not walk over vmlinux any more. */
#define LOOKUP "kallsyms_on_each_match_symbol"

static bool has_symbol(const kv_index *index, const char *name)
{
	return kv_index_symbols_named(index, name).count > 0;
}

/* cond_resched() in all its forms: a function, a static call, a part of might_sleep(). */
static bool is_reschedule_point(const kv_index *index, const kv_call *call)
{
	const char *name;

	if (call->callee == KV_NONE || call->flags & KV_CALL_EXTERNAL)
		return false;
	name = kv_index_string(index, kv_index_symbol(index, call->callee)->name);
	return strstr(name, "cond_resched") || strstr(name, "might_resched");
}

static bool walk_reschedules(const kv_index *index)
{
	kv_run calls = kv_index_calls_from(index, kv_index_symbols_named(index, WALK).id[0]);

	for (uint32_t i = 0; i < calls.count; i++) {
		if (is_reschedule_point(index, kv_index_call(index, calls.first + i)))
			return true;
	}
	return false;
}

/* How many functions of vmlinux the kernel looks up, each with a walk of its own. */
static guint count_walks(const kv_check *check)
{
	const GPtrArray *all = kv_check_patched(check);
	guint count = 0;

	for (guint i = 0; i < all->len; i++) {
		const kv_patched *patched = g_ptr_array_index(all, i);

		count += !patched->in_module && patched->lookup != KV_LOOKUP_INVALID;
	}
	return count;
}

static void report(kv_check *check, const kv_index *vmlinux, guint walks)
{
	uint64_t symbols = kv_index_symbol_count(vmlinux);
	const kv_symbol *walk =
		kv_index_symbol(vmlinux, kv_index_symbols_named(vmlinux, WALK).id[0]);
	kv_finding *finding;

	finding = kv_check_report(
		check, NULL,
		"loading it holds a processor for some %" G_GUINT64_FORMAT
		" visits of symbols: %u function%s in a walk over %" G_GUINT64_FORMAT " each",
		walks * symbols, walks, walks == 1 ? "" : "s", symbols);
	kv_finding_set_source(finding, "calls of " WALK "() and configuration");
	kv_finding_add_symbol(finding, vmlinux, walk, "calls no cond_resched()");
}

static void check_livepatch(kv_check *check)
{
	const kv_index *vmlinux = kv_check_vmlinux(check);
	guint walks = count_walks(check);

	if (walks == 0 || has_symbol(vmlinux, LOOKUP))
		return;
	if (!has_symbol(vmlinux, WALK) || !kv_index_has_code(vmlinux)) {
		kv_check_not_checked(
			check, NULL,
			has_symbol(vmlinux, WALK)
				? "the code of " WALK "() could not be read"
				: "the kernel's symbols do not show how it looks names "
				  "up",
			"give a vmlinux that is not stripped, with its code");
		return;
	}
	if (walk_reschedules(vmlinux))
		return;
	switch (kv_kernel_preemption(kv_check_kernel(check)).model) {
	case KV_PREEMPT_FULL:
		break;
	case KV_PREEMPT_NONE:
	case KV_PREEMPT_VOLUNTARY:
		report(check, vmlinux, walks);
		break;
	case KV_PREEMPT_UNKNOWN:
		kv_check_not_checked(check, NULL,
				     "whether the kernel is preemptible is not known without its "
				     "configuration",
				     "give it with --config");
		break;
	}
}

const kv_rule kv_rule_load_holds_cpu = {
	.id = "load-holds-cpu",
	.check_livepatch = check_livepatch,
};
