/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "behaviour/code_walk.h"
#include "behaviour/shadow.h"
#include "engine/installed.h"
#include "engine/rule.h"

static const kv_shadow_use *find_allocation(const GPtrArray *uses, const char *key)
{
	for (guint i = 0; i < uses->len; i++) {
		const kv_shadow_use *use = g_ptr_array_index(uses, i);

		if (kv_shadow_use_allocates(use) && (!key || g_str_equal(use->key, key)))
			return use;
	}
	return NULL;
}

/* What allocates variables of an id that is no constant may allocate those of any id. */
static bool has_open_allocation(const GPtrArray *uses)
{
	for (guint i = 0; i < uses->len; i++) {
		const kv_shadow_use *use = g_ptr_array_index(uses, i);

		if (kv_shadow_use_allocates(use) && !use->has_value)
			return true;
	}
	return false;
}

/* Whoever frees a variable that he does not allocate knows of another livepatch that does. */
static bool is_freed(const GPtrArray *uses, const char *key)
{
	for (guint i = 0; i < uses->len; i++) {
		const kv_shadow_use *use = g_ptr_array_index(uses, i);

		if ((use->kind == KV_SHADOW_FREE || use->kind == KV_SHADOW_FREE_ALL) &&
		    g_str_equal(use->key, key))
			return true;
	}
	return false;
}

/* Variables outlive the livepatch that has made them, so that all count that were ever loaded. */
static bool allocated_before(kv_check *check, const char *key)
{
	const GArray *installed = kv_check_installed(check);

	for (guint i = 0; i < installed->len; i++) {
		g_autoptr(GPtrArray) uses = kv_livepatch_shadow_uses(
			g_array_index(installed, kv_installed, i).livepatch);

		if (find_allocation(uses, key) || has_open_allocation(uses))
			return true;
	}
	return false;
}

static void report(kv_check *check, const kv_shadow_use *use, const kv_shadow_use *allocated)
{
	g_autofree char *id = kv_shadow_use_id_text(use);
	g_autofree char *other = kv_shadow_use_id_text(allocated);
	g_autofree char *message = g_strdup_printf(
		"shadow variable %s is looked up%s%s, and nothing in the livepatch allocates it",
		id, use->body ? " in " : "", use->body ? use->body->name : "");
	kv_finding *finding =
		use->body ? kv_check_report(check, NULL, "%s", message)
			  : kv_check_report_at(check, NULL, &kv_call_ref_expr(&use->call)->place,
					       "%s", message);

	kv_finding_set_remedy(finding,
			      "look it up by the id that it is allocated with: this livepatch "
			      "allocates %s",
			      other);
	kv_finding_set_source(finding, "calls of klp_shadow_*() in the %s of the livepatch",
			      use->body ? "machine code" : "source");
}

static void check_livepatch(kv_check *check)
{
	g_autoptr(GPtrArray) uses = kv_livepatch_shadow_uses(kv_check_livepatch(check));
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	const kv_shadow_use *allocated = find_allocation(uses, NULL);

	if (!kv_check_code_is_known(check) || !allocated)
		return;
	for (guint i = 0; i < uses->len; i++) {
		const kv_shadow_use *use = g_ptr_array_index(uses, i);

		if (use->kind != KV_SHADOW_GET || !use->has_value ||
		    find_allocation(uses, use->key) || !g_hash_table_add(seen, use->key) ||
		    is_freed(uses, use->key) || allocated_before(check, use->key))
			continue;
		if (has_open_allocation(uses)) {
			kv_check_not_checked(check, NULL,
					     "a shadow variable is allocated by an id that is not "
					     "constant",
					     "call klp_shadow_alloc() with the id itself");
			return;
		}
		report(check, use, allocated);
	}
}

const kv_rule kv_rule_shadow_unallocated = {
	.id = "shadow-unallocated",
	.check_livepatch = check_livepatch,
};
