/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/check.h"

#include "engine/needs.h"
#include "engine/state.h"
#include "engine/suppression.h"

/* Of source that nobody could read, a rule on code sees nothing. */
static void mention_unread(kv_check *check, const kv_rule_info *info)
{
	const kv_rule *rule = info->rule;

	if (info->needs & (KV_NEEDS_SOURCE | KV_NEEDS_EITHER) && check->livepatch->code_unread &&
	    (rule->check_livepatch || rule->check_function || rule->check_source))
		kv_check_not_checked(
			check, NULL, check->livepatch->code_unread,
			"install the kernel's headers, or give them with --kdir; or check the "
			"module that is built");
}

static void run_rule(kv_check *check, const kv_rule_info *info)
{
	const kv_rule *rule = info->rule;

	if (!kv_rule_applies(info, check))
		return;
	check->running = info;
	if (rule->check_source &&
	    kv_livepatch_kind_tells(check->livepatch->kind, KV_TELLS_SOURCE)) {
		mention_unread(check, info);
		rule->check_source(check);
		return;
	}
	if (info->needs & KV_NEEDS_SYMBOLS && kv_kernel_contradicted(check->kernel))
		kv_check_not_checked(
			check, NULL,
			"the symbols given with --kallsyms are not those of this vmlinux",
			"give the vmlinux of the kernel that the list was read from");
	/* Whatever the reader could not see may hide functions that the rule concerns. */
	if (check->livepatch->gaps->len > 0) {
		if (rule->check_function || info->needs & KV_NEEDS_FUNCTIONS)
			kv_check_mention_gaps(check);
		if (info->needs & KV_NEEDS_FUNCTIONS)
			return;
	}
	mention_unread(check, info);
	if (rule->check_livepatch)
		rule->check_livepatch(check);
	if (!rule->check_function)
		return;

	for (guint i = 0; i < check->entries->len; i++) {
		const kv_entry *entry = g_ptr_array_index(check->entries, i);

		/* Never looked up by the kernel: other rules report why. */
		if (!entry->named || entry->unreachable)
			continue;
		if (kv_check_facts_suffice(check, entry))
			rule->check_function(check, &entry->patched);
	}
}

static void run_suppression_rules(kv_check *check)
{
	kv_check_suppress(check);
	for (unsigned int i = 0; i < kv_rule_count; i++) {
		const kv_rule_info *info = &kv_rule_catalogue[i];

		if (!info->rule->check_suppressions || !kv_rule_applies(info, check))
			continue;
		check->running = info;
		info->rule->check_suppressions(check);
	}
}

kv_result *kv_check_run(const kv_livepatch *livepatch, kv_kernel *kernel)
{
	return kv_check_run_after(NULL, livepatch, kernel);
}

kv_result *kv_check_run_after(const GPtrArray *previous, const kv_livepatch *livepatch,
			      kv_kernel *kernel)
{
	kv_check check;
	kv_result *result;

	kv_check_begin(&check, previous, livepatch, kernel);
	for (unsigned int i = 0; i < kv_rule_count; i++)
		run_rule(&check, &kv_rule_catalogue[i]);
	run_suppression_rules(&check);
	result = kv_result_new(&check);

	kv_check_end(&check);
	return result;
}
