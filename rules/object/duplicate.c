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

/* The kernel takes 0 and 1 for the same. */
static uint64_t position_of(const kv_lp_function *function)
{
	return function->sympos ? function->sympos : 1;
}

static kv_finding *report_function(kv_check *check, const kv_patched *patched)
{
	const kv_lp_function *function = patched->function;
	uint64_t position = position_of(function);
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
	return finding;
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
				      position_of(function), function->old_name);
		if (!g_hash_table_add(seen, key))
			report_function(check, patched);
	}
}

/* "object position name": what no two entries of a module may have in common. */
static char *entry_key(const kv_lp_object *object, const kv_lp_function *function)
{
	return g_strdup_printf("%s %" G_GUINT64_FORMAT " %s", kv_lp_object_display_name(object),
			       position_of(function), function->old_name);
}

/* Every function of the livepatches that go into the same module; the values are borrowed. */
static GHashTable *companion_functions(const kv_livepatch *livepatch)
{
	GHashTable *functions = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < livepatch->companions->len; i++) {
		const kv_livepatch *companion = g_ptr_array_index(livepatch->companions, i);

		for (guint j = 0; j < companion->objects->len; j++) {
			const kv_lp_object *object = g_ptr_array_index(companion->objects, j);

			for (guint k = 0; k < object->functions->len; k++) {
				kv_lp_function *function = g_ptr_array_index(object->functions, k);

				g_hash_table_insert(functions, entry_key(object, function),
						    function);
			}
		}
	}
	return functions;
}

static void check_companions(kv_check *check)
{
	g_autoptr(GHashTable) others = companion_functions(kv_check_livepatch(check));
	const GPtrArray *all = kv_check_patched(check);

	for (guint i = 0; i < all->len && g_hash_table_size(others) > 0; i++) {
		const kv_patched *patched = g_ptr_array_index(all, i);
		g_autofree char *key = entry_key(patched->object, patched->function);
		const kv_lp_function *other = g_hash_table_lookup(others, key);
		kv_finding *finding;

		if (!other)
			continue;
		finding = report_function(check, patched);
		kv_finding_add_evidence(finding, other->new_name, other->place.file,
					other->place.line,
					"of another livepatch that goes into the same module");
		kv_finding_set_remedy(finding,
				      "join the two replacements into one, and list %s in "
				      "one place",
				      kv_patched_name(patched));
	}
}

static void check_livepatch(kv_check *check)
{
	kv_check_mention_gaps(check);
	check_objects(check, kv_check_livepatch(check));
	check_functions(check);
	check_companions(check);
}

const kv_rule kv_rule_object_duplicate = {
	.id = "object-duplicate",
	.check_livepatch = check_livepatch,
};
