/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

static void check_objects(kv_check *check, const kv_livepatch *livepatch)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < livepatch->objects->len; i++) {
		const kv_lp_object *object = g_ptr_array_index(livepatch->objects, i);
		/* sysfs has a folder "vmlinux" for the object without a name. */
		const char *name = kv_lp_object_display_name(object);
		kv_finding *finding;

		if (g_hash_table_add(seen, (gpointer)name))
			continue;
		finding = kv_check_report_object(check, object, "two objects are %s", name);
		kv_finding_set_log(finding,
				   "sysfs: cannot create duplicate filename "
				   "'/kernel/livepatch/%s/%s'",
				   livepatch->module_name, name);
		kv_finding_set_remedy(finding, "list all functions of %s in one klp_object", name);
		kv_finding_set_source(finding, "objects of the livepatch");
	}
}

static void report_function(kv_check *check, const kv_patched *patched)
{
	const kv_lp_function *function = patched->function;
	uint64_t position = function->sympos ? function->sympos : 1;
	kv_finding *finding;

	finding = kv_check_report(check, patched, "%s is listed twice in one object",
				  kv_patched_name(patched));
	kv_finding_set_log(finding,
			   "sysfs: cannot create duplicate filename "
			   "'/kernel/livepatch/%s/%s/%s,%" G_GUINT64_FORMAT "'",
			   kv_check_livepatch(check)->module_name, patched->object_name,
			   function->old_name, position);
	kv_finding_set_remedy(finding,
			      "leave one of the entries out (.old_sympos 0 and 1 are the same "
			      "entry), or give them the positions of two symbols");
	kv_finding_set_source(finding, "functions of the livepatch");
}

static void check_functions(kv_check *check)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	const GPtrArray *all = kv_check_patched(check);

	for (guint i = 0; i < all->len; i++) {
		const kv_patched *patched = g_ptr_array_index(all, i);
		const kv_lp_function *function = patched->function;
		char *key;

		if (!function->old_name || !function->old_name[0])
			continue;
		key = g_strdup_printf("%p %" G_GUINT64_FORMAT " %s", (const void *)patched->object,
				      function->sympos ? function->sympos : 1, function->old_name);
		if (!g_hash_table_add(seen, key))
			report_function(check, patched);
	}
}

static void check_livepatch(kv_check *check)
{
	kv_check_mention_gaps(check);
	check_objects(check, kv_check_livepatch(check));
	check_functions(check);
}

const kv_rule kv_rule_object_duplicate = {
	.id = "object-duplicate",
	.check_livepatch = check_livepatch,
};
