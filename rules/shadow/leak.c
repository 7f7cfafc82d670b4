/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "behaviour/code_walk.h"
#include "behaviour/shadow.h"
#include "engine/rule.h"
#include "source/facts.h"

/* How the variables of one id are freed, from the worst to what is right. */
typedef enum {
	NEVER,
	ALL_AT_ONCE,	 /* by klp_shadow_free_all() only */
	NOT_BY_PATCHED,	 /* singly, but only where no patched function gets to */
	WHERE_ALLOCATED, /* singly, but only in the functions that allocate them */
	SINGLY,
} release;

static kv_c_ref function_of(const kv_shadow_use *use)
{
	return (kv_c_ref){use->call.unit, kv_call_ref_call(&use->call)->function};
}

/* Whether the replacement of @patched is, or calls, the function that has @use. */
static bool leads_to(kv_check *check, const kv_patched *patched, const kv_shadow_use *use)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);
	kv_c_ref start, target;

	if (use->body)
		return patched->function->body &&
		       kv_lp_body_leads_to(patched->function->body, use->body);
	target = function_of(use);
	return kv_livepatch_find_code(livepatch, NULL, patched->function->new_name, &start) &&
	       kv_c_leads_to(livepatch, &start, &target);
}

/* The first klp_func whose replacement leads to @use, or NULL. */
static const kv_patched *patched_caller(kv_check *check, const kv_shadow_use *use)
{
	const GPtrArray *all = kv_check_patched(check);

	for (guint i = 0; i < all->len; i++) {
		const kv_patched *patched = g_ptr_array_index(all, i);

		if (leads_to(check, patched, use))
			return patched;
	}
	return NULL;
}

static bool is_beside(const kv_shadow_use *one, const kv_shadow_use *other)
{
	kv_c_ref left, right;

	if (one->body || other->body)
		return one->body == other->body;
	left = function_of(one);
	right = function_of(other);
	return left.unit == right.unit && left.function == right.function;
}

static bool is_allocated_beside(const GPtrArray *uses, const kv_shadow_use *freeing)
{
	for (guint i = 0; i < uses->len; i++) {
		const kv_shadow_use *use = g_ptr_array_index(uses, i);

		if (kv_shadow_use_allocates(use) && g_str_equal(use->key, freeing->key) &&
		    is_beside(use, freeing))
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
			found = patched_caller(check, use) ? SINGLY : NOT_BY_PATCHED;
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

/* The function that has @use, or NULL. */
static const char *name_of(const kv_shadow_use *use)
{
	kv_c_ref where;
	const kv_c_function *function;

	if (use->body)
		return use->body->name;
	where = function_of(use);
	function = kv_c_ref_function(&where);
	return function ? function->name : NULL;
}

static void report(kv_check *check, const kv_shadow_use *use, release freed)
{
	g_autofree char *id = kv_shadow_use_id_text(use);
	const kv_patched *patched = patched_caller(check, use);
	const kv_c_place *place = use->body ? NULL : &kv_call_ref_expr(&use->call)->place;
	const char *name = name_of(use);
	g_autofree char *message =
		g_strdup_printf("shadow variable %s is allocated%s%s %s", id, name ? " in " : "",
				name ? name : "", shortcomings[freed]);
	kv_finding *finding = place ? kv_check_report_at(check, patched, place, "%s", message)
				    : kv_check_report(check, patched, "%s", message);

	if (freed != NEVER) {
		finding->level = KV_WARNING;
		finding->confidence = KV_LIKELY;
	}
	kv_finding_set_remedy(finding,
			      "patch the function that releases the object as well, and call "
			      "klp_shadow_free(object, %s, ...) there",
			      use->id && use->id->text ? use->id->text
			      : use->body	       ? id
						       : use->key);
	kv_finding_set_source(finding, "calls of klp_shadow_*() in the %s of the livepatch",
			      use->body ? "machine code" : "source");
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

	if (!kv_check_code_is_known(check))
		return;
	if (uses->len > 0)
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
			kv_check_not_checked(
				check, NULL,
				"a shadow variable is freed by an id that is not constant",
				"call klp_shadow_free() with the id itself");
	}
}

const kv_rule kv_rule_shadow_leak = {
	.id = "shadow-leak",
	.check_livepatch = check_livepatch,
};
