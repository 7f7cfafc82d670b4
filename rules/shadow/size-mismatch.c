/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "behaviour/code_walk.h"
#include "behaviour/shadow.h"
#include "engine/rule.h"
#include "source/facts.h"

/* The size that an earlier allocation of the same id gives, or NULL. */
static const kv_shadow_use *other_size(const GPtrArray *uses, guint number)
{
	const kv_shadow_use *use = g_ptr_array_index(uses, number);

	for (guint i = 0; i < number; i++) {
		const kv_shadow_use *earlier = g_ptr_array_index(uses, i);

		if (kv_shadow_use_allocates(earlier) && g_str_equal(earlier->key, use->key) &&
		    earlier->size && earlier->size->has_value &&
		    earlier->size->value != use->size->value)
			return earlier;
	}
	return NULL;
}

static void report_sizes(kv_check *check, const kv_shadow_use *use, const kv_shadow_use *earlier)
{
	g_autofree char *id = kv_shadow_use_id_text(use);
	const kv_c_place *place = &kv_call_ref_expr(&earlier->call)->place;
	kv_finding *finding;

	finding = kv_check_report_at(check, NULL, &kv_call_ref_expr(&use->call)->place,
				     "shadow variable %s is allocated with %" G_GINT64_FORMAT
				     " bytes here and with %" G_GINT64_FORMAT " elsewhere",
				     id, use->size->value, earlier->size->value);
	kv_finding_set_consequence(finding,
				   "does not keep the size: whoever asks for the larger one "
				   "may get the smaller, and writes behind its end");
	kv_finding_set_remedy(finding, "give each kind of variable an id of its own");
	kv_finding_set_source(finding, "the sizes in calls of klp_shadow_*()");
	kv_finding_add_evidence(finding, NULL, place->file, place->line,
				"%" G_GINT64_FORMAT " bytes", earlier->size->value);
}

/* The pointer that the result of @use is assigned to, or initialises; or NULL. */
static const kv_expr *pointer_of(const kv_shadow_use *use)
{
	const kv_c_unit *unit = use->call.unit;
	const kv_expr *call = kv_call_ref_expr(&use->call);

	for (guint i = 0; i < unit->expressions->len; i++) {
		const kv_expr *expression = kv_c_unit_expr(unit, i);

		if (expression->kind == KV_EXPR_DECLARE &&
		    kv_expr_operand(unit, expression, 0) == call)
			return expression;
		if (expression->kind == KV_EXPR_ASSIGN &&
		    kv_expr_operand(unit, expression, 1) == call)
			return kv_expr_operand(unit, expression, 0);
	}
	return NULL;
}

static void check_pointer(kv_check *check, const kv_shadow_use *use, int64_t size,
			  const char *message)
{
	const kv_expr *pointer = pointer_of(use);
	kv_finding *finding;

	if (!pointer || pointer->pointee <= size)
		return;
	finding = kv_check_report_at(
		check, NULL, &kv_call_ref_expr(&use->call)->place,
		"%s() %s %" G_GINT64_FORMAT " bytes, but %s points to %" G_GINT64_FORMAT,
		use->function, message, size, pointer->name ? pointer->name : pointer->text,
		pointer->pointee);
	kv_finding_set_consequence(finding,
				   "lets the livepatch write behind the end of the variable");
	kv_finding_set_remedy(finding, "allocate as much as the pointer points to");
	kv_finding_set_source(finding, "the types in the source of the livepatch");
}

/* The largest size that an allocation of the id of @use gives; -1 when one is no constant. */
static int64_t allocated_size(const GPtrArray *uses, const kv_shadow_use *use)
{
	int64_t size = -1;

	for (guint i = 0; i < uses->len; i++) {
		const kv_shadow_use *other = g_ptr_array_index(uses, i);

		if (!kv_shadow_use_allocates(other) || !g_str_equal(other->key, use->key))
			continue;
		if (!other->size || !other->size->has_value)
			return -1;
		size = MAX(size, other->size->value);
	}
	return size;
}

static void check_get(kv_check *check, const GPtrArray *uses, const kv_shadow_use *use)
{
	int64_t size = allocated_size(uses, use);

	if (size >= 0)
		check_pointer(check, use, size, "finds a variable of");
}

static void check_livepatch(kv_check *check)
{
	g_autoptr(GPtrArray) uses = kv_livepatch_shadow_uses(kv_check_livepatch(check));

	for (guint i = 0; i < uses->len; i++) {
		const kv_shadow_use *use = g_ptr_array_index(uses, i), *earlier;

		if (use->kind == KV_SHADOW_GET)
			check_get(check, uses, use);
		if (!kv_shadow_use_allocates(use) || !use->size || !use->size->has_value)
			continue;
		check_pointer(check, use, use->size->value, "is asked for");
		earlier = other_size(uses, i);
		if (earlier)
			report_sizes(check, use, earlier);
	}
}

const kv_rule kv_rule_shadow_size_mismatch = {
	.id = "shadow-size-mismatch",
	.check_livepatch = check_livepatch,
};
