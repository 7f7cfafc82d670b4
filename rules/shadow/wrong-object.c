/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "behaviour/code_walk.h"
#include "behaviour/shadow.h"
#include "engine/rule.h"
#include "source/facts.h"

/* Types that tell nothing about what the pointer leads to. */
static bool is_telling(const kv_expr *object)
{
	return object && object->type && object->type[0] && !strstr(object->type, "void *") &&
	       !g_str_equal(object->type, "unsigned long") && !g_str_equal(object->type, "int");
}

/* What the type names, without qualifiers. */
static char *plain_type(const kv_expr *object)
{
	GString *text = g_string_new(object->type);

	g_string_replace(text, "const ", "", 0);
	g_string_replace(text, "volatile ", "", 0);
	return g_string_free(text, FALSE);
}

static bool is_other_type(const kv_shadow_use *use, const kv_shadow_use *other)
{
	g_autofree char *one = NULL;
	g_autofree char *two = NULL;

	if (!g_str_equal(use->key, other->key) || !is_telling(use->object) ||
	    !is_telling(other->object))
		return false;
	one = plain_type(use->object);
	two = plain_type(other->object);
	return !g_str_equal(one, two);
}

static void report(kv_check *check, const kv_shadow_use *use, const kv_shadow_use *allocation)
{
	g_autofree char *id = kv_shadow_use_id_text(use);
	const kv_c_place *place = &kv_call_ref_expr(&allocation->call)->place;
	kv_finding *finding;

	finding = kv_check_report_at(check, NULL, &kv_call_ref_expr(&use->call)->place,
				     "shadow variable %s is attached to %s (%s), but here %s() is "
				     "given %s (%s)",
				     id, allocation->object->text, allocation->object->type,
				     use->function, use->object->text, use->object->type);
	kv_finding_set_consequence(
		finding, "%s",
		use->kind == KV_SHADOW_FREE
			? "finds nothing at that address: the variable stays behind"
			: "finds nothing at that address and returns NULL, or "
			  "makes a second variable");
	kv_finding_set_source(finding, "the types of the objects in calls of klp_shadow_*()");
	kv_finding_add_evidence(finding, NULL, place->file, place->line, "where it is allocated");
}

/* The allocation of the same id for an object of the same type, else one of another type. */
static const kv_shadow_use *mismatch_of(const GPtrArray *uses, const kv_shadow_use *use)
{
	const kv_shadow_use *mismatch = NULL;

	for (guint i = 0; i < uses->len; i++) {
		const kv_shadow_use *other = g_ptr_array_index(uses, i);

		if (!kv_shadow_use_allocates(other) || other == use ||
		    !g_str_equal(other->key, use->key))
			continue;
		if (!is_other_type(use, other))
			return NULL;
		mismatch = mismatch ? mismatch : other;
	}
	return mismatch;
}

static void check_livepatch(kv_check *check)
{
	g_autoptr(GPtrArray) uses = kv_livepatch_shadow_uses(kv_check_livepatch(check));

	for (guint i = 0; i < uses->len; i++) {
		const kv_shadow_use *use = g_ptr_array_index(uses, i), *allocation;

		if (use->kind == KV_SHADOW_ALLOC || use->kind == KV_SHADOW_FREE_ALL)
			continue;
		allocation = mismatch_of(uses, use);
		if (allocation)
			report(check, use, allocation);
	}
}

const kv_rule kv_rule_shadow_wrong_object = {
	.id = "shadow-wrong-object",
	.check_livepatch = check_livepatch,
};
