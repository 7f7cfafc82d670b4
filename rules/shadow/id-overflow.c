/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "behaviour/code_walk.h"
#include "behaviour/shadow.h"
#include "engine/rule.h"
#include "source/facts.h"

/* (bug << 6) | id leaves six bits to each bug number, in the scheme of SUSE's shadow.h. */
enum { BITS = 6 };

/* Whether @expression is something shifted left by BITS. Its operator may stand in a macro. */
static bool is_shift(const kv_c_unit *unit, const kv_expr *expression)
{
	const kv_expr *number = kv_expr_operand(unit, expression, 0);
	const kv_expr *distance = kv_expr_operand(unit, expression, 1);

	return expression->kind == KV_EXPR_BINARY && expression->has_value && number &&
	       number->has_value && distance && distance->has_value && distance->value == BITS &&
	       expression->value == (int64_t)((uint64_t)number->value << BITS);
}

/* The number that is put beside the bug number, if it does not fit. */
static bool overflows(const kv_c_unit *unit, const kv_expr *expression, gpointer data)
{
	const kv_expr *left = kv_expr_operand(unit, expression, 0);
	const kv_expr *right = kv_expr_operand(unit, expression, 1);

	if (expression->kind != KV_EXPR_BINARY || !expression->has_value || !left || !right ||
	    !right->has_value || !is_shift(unit, left) ||
	    (right->value >= 0 && right->value < 1 << BITS) ||
	    (expression->value != (left->value | right->value) &&
	     expression->value != left->value + right->value))
		return false;
	*(const kv_expr **)data = right;
	return true;
}

static void check_livepatch(kv_check *check)
{
	g_autoptr(GPtrArray) uses = kv_livepatch_shadow_uses(kv_check_livepatch(check));
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < uses->len; i++) {
		const kv_shadow_use *use = g_ptr_array_index(uses, i);
		const kv_expr *number = NULL;
		kv_finding *finding;

		if (!kv_expr_any(use->call.unit, use->id, overflows, &number) ||
		    !g_hash_table_add(seen, use->key))
			continue;
		finding = kv_check_report_at(check, NULL, &kv_call_ref_expr(&use->call)->place,
					     "number %" G_GINT64_FORMAT
					     " of a shadow id does not fit "
					     "into the %d bits beside the bug number",
					     number->value, BITS);
		kv_finding_set_remedy(finding, "number the variables of a bug from 0 to %d",
				      (1 << BITS) - 1);
		kv_finding_set_source(finding,
				      "the id's expression in the source of the livepatch");
	}
}

const kv_rule kv_rule_shadow_id_overflow = {
	.id = "shadow-id-overflow",
	.check_livepatch = check_livepatch,
};
