/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "advice/preview.h"

#include <string.h>

#include "engine/refusal.h"
#include "engine/resolve.h"
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

static void emitted_clear(kv_emitted *emitted)
{
	kv_finding_free(emitted->finding);
}

/* The first thing that the rule of @info finds, or NULL. */
static kv_finding *preview(kv_check *check, const kv_rule_info *info)
{
	kv_finding *finding = NULL;

	if (!info)
		return NULL;
	check->running = info;
	check->emitted = g_array_new(FALSE, FALSE, sizeof(kv_emitted));
	g_array_set_clear_func(check->emitted, (GDestroyNotify)emitted_clear);
	run(check, info->rule);
	if (check->emitted->len > 0)
		finding = g_steal_pointer(&g_array_index(check->emitted, kv_emitted, 0).finding);
	if (finding)
		kv_finding_finish(finding,
				  finding->object && strcmp(finding->object, "vmlinux") != 0);
	g_array_unref(check->emitted);
	return finding;
}

GPtrArray *kv_rules_preview(const char *const *rules, kv_kernel *kernel, const char *object,
			    const char *name, uint64_t position)
{
	g_autoptr(kv_livepatch) livepatch = livepatch_of(object, name, position);
	GPtrArray *findings = g_ptr_array_new_with_free_func((GDestroyNotify)kv_finding_free);
	kv_check check = {.livepatch = livepatch, .kernel = kernel};

	check.not_checked = g_ptr_array_new_with_free_func((GDestroyNotify)kv_not_checked_free);
	check.not_checked_keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	kv_check_resolve(&check);
	for (; *rules; rules++)
		g_ptr_array_add(findings, preview(&check, kv_rule_find(*rules)));

	g_ptr_array_unref(check.not_checked);
	g_hash_table_unref(check.not_checked_keys);
	g_hash_table_unref(check.addresses);
	g_hash_table_unref(check.sources);
	g_ptr_array_unref(check.entries);
	g_ptr_array_unref(check.companions);
	return findings;
}

kv_finding *kv_rule_preview(const char *rule, kv_kernel *kernel, const char *object,
			    const char *name, uint64_t position)
{
	const char *const rules[] = {rule, NULL};
	g_autoptr(GPtrArray) findings = kv_rules_preview(rules, kernel, object, name, position);

	return g_steal_pointer(&findings->pdata[0]);
}
