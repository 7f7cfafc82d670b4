/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "behaviour/code_walk.h"
#include "engine/rule.h"
#include "source/facts.h"

/* The values that "return x" may give, where they are written down: x, or the arms of a ? b : c. */
static bool returns_positive(const kv_c_unit *unit, const kv_expr *value)
{
	if (!value)
		return false;
	if (value->kind == KV_EXPR_CONDITIONAL)
		return returns_positive(unit, kv_expr_operand(unit, value, 1)) ||
		       returns_positive(unit, kv_expr_operand(unit, value, 2));
	return value->has_value && value->value > 0;
}

static void report(kv_check *check, const kv_lp_object *object, const kv_expr *statement)
{
	kv_finding *finding;

	finding = kv_check_report_at(check, NULL, &statement->place,
				     "the pre_patch callback %s of %s returns a positive number",
				     object->callbacks[KV_PRE_PATCH],
				     kv_lp_object_display_name(object));
	kv_finding_set_source(finding, "the return statements of %s",
			      object->callbacks[KV_PRE_PATCH]);
}

static void check_callback(kv_check *check, const kv_lp_object *object, const kv_c_ref *code)
{
	for (guint i = 0; i < code->unit->expressions->len; i++) {
		const kv_expr *expression = kv_c_unit_expr(code->unit, i);

		if (expression->kind == KV_EXPR_RETURN && expression->function == code->function &&
		    returns_positive(code->unit, kv_expr_operand(code->unit, expression, 0)))
			report(check, object, expression);
	}
}

static void check_livepatch(kv_check *check)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);

	for (guint i = 0; i < livepatch->objects->len; i++) {
		const kv_lp_object *object = g_ptr_array_index(livepatch->objects, i);
		kv_c_ref code;

		if (kv_livepatch_find_code(livepatch, NULL, object->callbacks[KV_PRE_PATCH], &code))
			check_callback(check, object, &code);
	}
}

const kv_rule kv_rule_callback_positive_return = {
	.id = "callback-positive-return",
	.check_livepatch = check_livepatch,
};
