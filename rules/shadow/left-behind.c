/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "behaviour/code_walk.h"
#include "behaviour/shadow.h"
#include "engine/rule.h"
#include "source/facts.h"

/* Whether module_exit()'s function of any unit leads to @use. */
static bool is_in_exit(kv_check *check, const kv_shadow_use *use)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);
	kv_c_ref target = {use->call.unit, kv_call_ref_call(&use->call)->function};

	for (guint i = 0; i < livepatch->units->len; i++) {
		const kv_c_unit *unit = g_ptr_array_index(livepatch->units, i);
		kv_c_ref start = {unit, unit->exit};

		if (unit->exit != KV_NOWHERE && kv_c_leads_to(livepatch, &start, &target))
			return true;
	}
	return false;
}

static void report_exit(kv_check *check, const kv_shadow_use *use)
{
	kv_finding *finding;

	finding = kv_check_report_at(check, NULL, &kv_call_ref_expr(&use->call)->place,
				     "%s() is called when the module exits", use->function);
	kv_finding_set_consequence(finding, "also calls the exit function after the livepatch was "
					    "replaced by a newer one: what that one uses is gone");
	kv_finding_set_remedy(finding,
			      "call it in a post_unpatch callback, unless a newer livepatch "
			      "takes the variables over (klp_get_prev_state())");
	kv_finding_set_source(finding, "calls from the module's exit function");
}

static void report_none(kv_check *check, const kv_shadow_use *use)
{
	g_autofree char *id = kv_shadow_use_id_text(use);
	kv_finding *finding;

	finding =
		kv_check_report_at(check, NULL, &kv_call_ref_expr(&use->call)->place,
				   "shadow variables %s are not freed when the livepatch goes", id);
	kv_finding_set_consequence(finding, "keeps those of objects that are still alive for ever, "
					    "and their destructor is never called");
	kv_finding_set_remedy(finding,
			      "call klp_shadow_free_all(%s, ...) in a post_unpatch callback",
			      use->id && use->id->text ? use->id->text : use->key);
	kv_finding_set_source(finding, "no call of klp_shadow_free_all() with that id");
}

/* Whether the variables of @allocation are freed all at once anywhere; open ids may be any. */
static bool is_torn_down(const GPtrArray *uses, const kv_shadow_use *allocation)
{
	for (guint i = 0; i < uses->len; i++) {
		const kv_shadow_use *use = g_ptr_array_index(uses, i);

		if (use->kind == KV_SHADOW_FREE_ALL &&
		    (!use->has_value || g_str_equal(use->key, allocation->key)))
			return true;
	}
	return false;
}

static void check_livepatch(kv_check *check)
{
	g_autoptr(GPtrArray) uses = kv_livepatch_shadow_uses(kv_check_livepatch(check));
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < uses->len; i++) {
		const kv_shadow_use *use = g_ptr_array_index(uses, i);

		if (use->kind == KV_SHADOW_FREE_ALL && is_in_exit(check, use))
			report_exit(check, use);
		else if (kv_shadow_use_allocates(use) && g_hash_table_add(seen, use->key) &&
			 !is_torn_down(uses, use))
			report_none(check, use);
	}
}

const kv_rule kv_rule_shadow_left_behind = {
	.id = "shadow-left-behind",
	.check_livepatch = check_livepatch,
};
