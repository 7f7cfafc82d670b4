/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/preview.h"

#include <string.h>

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

/* The first finding; the others are freed. */
static kv_finding *first_of(const GArray *emitted)
{
	for (guint i = 1; i < emitted->len; i++)
		kv_finding_free(g_array_index(emitted, kv_emitted, i).finding);
	return emitted->len > 0 ? g_array_index(emitted, kv_emitted, 0).finding : NULL;
}

kv_finding *kv_rule_preview(const char *rule, kv_kernel *kernel, const char *object,
			    const char *name, uint64_t position)
{
	const kv_rule_info *info = kv_rule_find(rule);
	g_autoptr(kv_livepatch) livepatch = livepatch_of(object, name, position);
	kv_check check = {.livepatch = livepatch, .kernel = kernel, .running = info};
	kv_finding *finding;

	if (!info)
		return NULL;
	check.emitted = g_array_new(FALSE, FALSE, sizeof(kv_emitted));
	check.not_checked = g_ptr_array_new_with_free_func((GDestroyNotify)kv_not_checked_free);
	check.not_checked_keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	kv_check_resolve(&check);
	run(&check, info->rule);
	finding = first_of(check.emitted);
	if (finding)
		kv_finding_finish(finding,
				  finding->object && strcmp(finding->object, "vmlinux") != 0);

	g_array_unref(check.emitted);
	g_ptr_array_unref(check.not_checked);
	g_hash_table_unref(check.not_checked_keys);
	g_hash_table_unref(check.addresses);
	g_hash_table_unref(check.sources);
	g_ptr_array_unref(check.entries);
	g_ptr_array_unref(check.companions);
	return finding;
}
