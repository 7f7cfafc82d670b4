/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

/* Which callback undoes what another one did (include/linux/livepatch.h, struct klp_callbacks). */
static const struct {
	guint first, partner;
	const char *first_name, *partner_name, *consequence;
} pairs[] = {
	{KV_PRE_PATCH, KV_POST_UNPATCH, "pre_patch", "post_unpatch",
	 "calls only post_unpatch when patching fails or is reversed, and last of all when the "
	 "livepatch is disabled: what pre_patch did is never undone"},
	{KV_POST_PATCH, KV_PRE_UNPATCH, "post_patch", "pre_unpatch",
	 "calls pre_unpatch first of all when the livepatch is disabled: what post_patch did stays "
	 "in force while functions go back to old code, and afterwards"},
};

static bool is_harmless(const char *name)
{
	for (gsize i = 0; i < kv_harmless_calls_count; i++) {
		if (g_strcmp0(name, kv_harmless_calls[i]) == 0)
			return true;
	}
	return false;
}

static bool leaves_trace(const kv_call_ref *ref, gpointer data)
{
	const kv_code_call *call = kv_call_ref_call(ref);
	kv_code_ref own;

	if (is_harmless(call->name))
		return false;
	/* What a function of the livepatch does shows in its own calls. */
	return !kv_livepatch_find_code(data, ref->unit, call->name, &own);
}

static bool is_kept(const kv_code_unit *unit, const kv_expr *expression, gpointer data)
{
	const kv_expr *left =
		expression->kind == KV_EXPR_ASSIGN ? kv_expr_operand(unit, expression, 0) : NULL;
	const kv_code_variable *variable = left && left->name_kind == KV_NAME_VARIABLE
						   ? kv_code_unit_variable(unit, left->target)
						   : NULL;

	return left && (!variable || variable->function == KV_NOWHERE);
}

/* Whether the function assigns to anything that outlives it. */
static bool assigns(const kv_code_ref *ref)
{
	for (guint i = 0; i < ref->unit->expressions->len; i++) {
		const kv_expr *expression = kv_code_unit_expr(ref->unit, i);

		if (expression->function == ref->function && is_kept(ref->unit, expression, NULL))
			return true;
	}
	return false;
}

/* kv_lp_call_visitor */
static bool call_leaves_trace(const kv_lp_call *call, gpointer data)
{
	return call->body ? call->body->writes : !is_harmless(call->callee);
}

/* Whether the callback @name changes what outlives it; where it is, if it is source. */
static bool has_effect(const kv_livepatch *livepatch, const char *name, const kv_code_place **place)
{
	const kv_lp_body *body = kv_livepatch_body(livepatch, name);
	kv_code_ref code;

	*place = NULL;
	if (body)
		return body->writes || kv_lp_body_each_call(body, call_leaves_trace, NULL);
	if (!kv_livepatch_find_code(livepatch, NULL, name, &code))
		return false;
	*place = &kv_code_ref_function(&code)->place;
	return assigns(&code) ||
	       kv_code_each_call(livepatch, &code, leaves_trace, (gpointer)livepatch);
}

static void report(kv_check *check, const kv_lp_object *object, guint pair,
		   const kv_code_place *place)
{
	kv_finding *finding;

	finding = kv_check_report_object(check, object, "%s has a %s callback and no %s",
					 kv_lp_object_display_name(object), pairs[pair].first_name,
					 pairs[pair].partner_name);
	kv_finding_set_consequence(finding, "%s", pairs[pair].consequence);
	kv_finding_set_remedy(finding, "undo what %s does in a %s callback",
			      object->callbacks[pairs[pair].first], pairs[pair].partner_name);
	kv_finding_set_source(finding,
			      "the callbacks of the klp_object, and what %s calls and assigns",
			      object->callbacks[pairs[pair].first]);
	kv_finding_add_evidence(finding, object->callbacks[pairs[pair].first],
				place ? place->file : NULL, place ? place->line : 0,
				"changes what outlives it");
}

static void check_object(kv_check *check, const kv_lp_object *object)
{
	for (guint pair = 0; pair < G_N_ELEMENTS(pairs); pair++) {
		const char *name = object->callbacks[pairs[pair].first];
		const kv_code_place *place;

		if (name && !object->callbacks[pairs[pair].partner] &&
		    kv_check_code_is_known(check) &&
		    has_effect(kv_check_livepatch(check), name, &place))
			report(check, object, pair, place);
	}
}

static void check_livepatch(kv_check *check)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);

	for (guint i = 0; i < livepatch->objects->len; i++)
		check_object(check, g_ptr_array_index(livepatch->objects, i));
}

const kv_rule kv_rule_callback_pairing = {
	.id = "callback-pairing",
	.check_livepatch = check_livepatch,
};
