/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/preview.h"

#include <string.h>

#include "engine/refusal.h"
#include "engine/state.h"

static kv_livepatch *livepatch_of(const char *object, const char *name, uint64_t position)
{
	kv_livepatch *livepatch = kv_livepatch_new("");
	kv_lp_object *target =
		kv_livepatch_add_object(livepatch, strcmp(object, "vmlinux") == 0 ? NULL : object);
	kv_lp_function *function = kv_lp_object_add_function(target, name);

	livepatch->module_name = g_strdup("livepatch");
	livepatch->has_livepatch_tag = true;
	target->has_funcs = KV_YES;
	function->has_new = KV_YES;
	function->sympos = position;
	return livepatch;
}

static void run(kv_check *check, const kv_rule *rule)
{
	if (rule->check_livepatch)
		rule->check_livepatch(check);
	for (guint i = 0; rule->check_function && i < check->entries->len; i++) {
		const kv_entry *entry = g_ptr_array_index(check->entries, i);

		if (entry->patched.index)
			rule->check_function(check, &entry->patched);
	}
}

/* The first thing that the rule of @info finds, or NULL. */
static kv_finding *preview(kv_check *check, const kv_rule_info *info)
{
	kv_finding *first = NULL;

	check->running = info;
	run(check, info->rule);
	for (guint i = 0; i < check->emitted->len; i++) {
		kv_finding *finding = g_array_index(check->emitted, kv_emitted, i).finding;

		if (i == 0)
			first = finding;
		else
			kv_finding_free(finding);
	}
	g_array_set_size(check->emitted, 0);
	if (first)
		kv_finding_finish(first, first->object && strcmp(first->object, "vmlinux") != 0);
	return first;
}

GPtrArray *kv_rules_preview(const char *const *rules, kv_kernel *kernel, const char *object,
			    const char *name, uint64_t position)
{
	g_autoptr(kv_livepatch) livepatch = livepatch_of(object, name, position);
	GPtrArray *findings = g_ptr_array_new_with_free_func((GDestroyNotify)kv_finding_free);
	kv_check check;

	kv_check_begin(&check, NULL, livepatch, kernel);
	for (; *rules; rules++) {
		const kv_rule_info *info = kv_rule_find(*rules);

		if (!info)
			g_critical("there is no rule %s", *rules);
		g_ptr_array_add(findings, info ? preview(&check, info) : NULL);
	}
	kv_check_end(&check);
	return findings;
}

kv_finding *kv_rule_preview(const char *rule, kv_kernel *kernel, const char *object,
			    const char *name, uint64_t position)
{
	const char *const rules[] = {rule, NULL};
	g_autoptr(GPtrArray) findings = kv_rules_preview(rules, kernel, object, name, position);

	return g_steal_pointer(&findings->pdata[0]);
}
