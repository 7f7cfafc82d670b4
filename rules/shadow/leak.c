/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

/* How the variables of one id are freed, from the worst to what is right. */
typedef enum {
	NEVER,
	ALL_AT_ONCE,   /* by klp_shadow_free_all() only */
	NOT_BY_PATCHED, /* singly, but only where no patched function gets to */
	WHERE_ALLOCATED, /* singly, but only in the functions that allocate them */
	SINGLY,
} release;

/* The first klp_func whose replacement is, or calls, the function of @call; or NULL. */
static const kv_patched *patched_caller(kv_check *check, const kv_call_ref *call)
{
	const GPtrArray *all = kv_check_patched(check);
	kv_code_ref target = {call->unit, kv_call_ref_call(call)->function};

	for (guint i = 0; i < all->len; i++) {
		const kv_patched *patched = g_ptr_array_index(all, i);
		kv_code_ref start;

		if (kv_livepatch_find_code(kv_check_livepatch(check), NULL,
					   patched->function->new_name, &start) &&
		    kv_code_leads_to(kv_check_livepatch(check), &start, &target))
			return patched;
	}
	return NULL;
}

static bool is_allocated_beside(const GPtrArray *uses, const kv_shadow_use *freeing)
{
	for (guint i = 0; i < uses->len; i++) {
		const kv_shadow_use *use = g_ptr_array_index(uses, i);

		if (kv_shadow_use_allocates(use) && g_str_equal(use->key, freeing->key) &&
		    use->call.unit == freeing->call.unit &&
		    kv_call_ref_call(&use->call)->function ==
			    kv_call_ref_call(&freeing->call)->function)
			return true;
	}
	return false;
}

static release release_of(kv_check *check, const GPtrArray *uses, const char *key)
{
	release best = NEVER;

	for (guint i = 0; i < uses->len; i++) {
		const kv_shadow_use *use = g_ptr_array_index(uses, i);
		release found = NEVER;

		if (!g_str_equal(use->key, key))
			continue;
		if (use->kind == KV_SHADOW_FREE_ALL)
			found = ALL_AT_ONCE;
		else if (use->kind != KV_SHADOW_FREE)
			continue;
		else if (is_allocated_beside(uses, use))
			found = WHERE_ALLOCATED;
		else
			found = patched_caller(check, &use->call) ? SINGLY : NOT_BY_PATCHED;
		best = MAX(best, found);
	}
	return best;
}

static const char *const shortcomings[] = {
	[NEVER] = "and never freed",
	[ALL_AT_ONCE] = "and freed only by klp_shadow_free_all(), not when its object is freed",
	[NOT_BY_PATCHED] = "and freed only where no patched function gets to",
	[WHERE_ALLOCATED] = "and freed only in the function that allocates it",
};

static void report(kv_check *check, const kv_shadow_use *use, release freed)
{
	g_autofree char *id = kv_shadow_use_id_text(use);
	kv_code_ref where = {use->call.unit, kv_call_ref_call(&use->call)->function};
	const kv_code_function *function = kv_code_ref_function(&where);
	kv_finding *finding;

	finding = kv_check_report_at(check, patched_caller(check, &use->call),
				     &kv_call_ref_expr(&use->call)->place,
				     "shadow variable %s is allocated%s%s %s", id,
				     function ? " in " : "", function ? function->name : "",
				     shortcomings[freed]);
	if (freed != NEVER) {
		finding->level = KV_WARNING;
		finding->confidence = KV_LIKELY;
	}
	kv_finding_set_consequence(finding,
				   "keeps the memory for each object, and the pair of object and id "
				   "in its hash: the next object at the same address meets the old "
				   "value");
	kv_finding_set_remedy(finding,
			      "patch the function that releases the object as well, and call "
			      "klp_shadow_free(object, %s, ...) there",
			      use->id && use->id->text ? use->id->text : use->key);
	kv_finding_set_source(finding, "calls of klp_shadow_*() in the source of the livepatch");
}

/* What frees variables of an id that is no constant may free those of any id. */
static bool has_open_release(const GPtrArray *uses)
{
	for (guint i = 0; i < uses->len; i++) {
		const kv_shadow_use *use = g_ptr_array_index(uses, i);

		if (!use->has_value && !kv_shadow_use_allocates(use) && use->kind != KV_SHADOW_GET)
			return true;
	}
	return false;
}

static void check_livepatch(kv_check *check)
{
	g_autoptr(GPtrArray) uses = kv_livepatch_shadow_uses(kv_check_livepatch(check));
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	kv_check_mention_gaps(check);
	for (guint i = 0; i < uses->len; i++) {
		const kv_shadow_use *use = g_ptr_array_index(uses, i);
		release freed;

		if (!kv_shadow_use_allocates(use) || !g_hash_table_add(seen, use->key))
			continue;
		freed = release_of(check, uses, use->key);
		if (freed == SINGLY)
			continue;
		if (!has_open_release(uses))
			report(check, use, freed);
		else
			kv_check_not_checked(check, NULL,
					     "a shadow variable is freed by an id that is not constant",
					     "call klp_shadow_free() with the id itself");
	}
}

const kv_rule kv_rule_shadow_leak = {
	.id = "shadow-leak",
	.check_livepatch = check_livepatch,
};
