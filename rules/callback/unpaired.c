/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "behaviour/code_walk.h"
#include "code/habit.h"
#include "engine/rule.h"
#include "kernel/patterns.h"
#include "livepatch/model/body.h"
#include "source/facts.h"

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
	const unsigned int waits =
		KV_HABIT_RESCHEDULES | KV_HABIT_BLOCKS | KV_HABIT_DELAYS | KV_HABIT_LOOKS;

	for (gsize i = 0; name && i < kv_passing_calls_count; i++) {
		if (g_str_has_prefix(name, kv_passing_calls[i]))
			return true;
	}
	if (name && kv_habits_of(name) & waits)
		return true;
	for (gsize i = 0; i < kv_harmless_calls_count; i++) {
		if (g_strcmp0(name, kv_harmless_calls[i]) == 0)
			return true;
	}
	return false;
}

static bool leaves_trace(const kv_call_ref *ref, gpointer data)
{
	const kv_c_call *call = kv_call_ref_call(ref);
	kv_c_ref own;

	if (is_harmless(call->name))
		return false;
	/* What a function of the livepatch does shows in its own calls. */
	return !kv_livepatch_find_code(data, ref->unit, call->name, &own);
}

/* What of the callback counts. */
typedef struct {
	const kv_livepatch *livepatch;
	/*
	 * Also what it assigns to variables of the livepatch: a flag of post_patch is in force
	 * until the module goes, while what pre_patch notes goes with it.
	 */
	bool also_own;
} scope;

static bool is_kept(const kv_c_unit *unit, const kv_expr *expression, const scope *about)
{
	const kv_expr *left =
		expression->kind == KV_EXPR_ASSIGN ? kv_expr_operand(unit, expression, 0) : NULL;
	const kv_c_variable *variable = left && left->name_kind == KV_NAME_VARIABLE
						   ? kv_c_unit_variable(unit, left->target)
						   : NULL;

	if (!left || !variable || variable->is_extern)
		return left;
	return about->also_own && variable->function == KV_NOWHERE;
}

/* Whether the function assigns to anything that counts. */
static bool assigns(const kv_c_ref *ref, const scope *about)
{
	for (guint i = 0; i < ref->unit->expressions->len; i++) {
		const kv_expr *expression = kv_c_unit_expr(ref->unit, i);

		if (expression->function == ref->function && is_kept(ref->unit, expression, about))
			return true;
	}
	return false;
}

static bool body_assigns(const kv_lp_body *body, const scope *about)
{
	return body->writes || (about->also_own && body->sets);
}

/* kv_lp_call_visitor */
static bool call_leaves_trace(const kv_lp_call *call, gpointer data)
{
	return call->body ? body_assigns(call->body, data) : !is_harmless(call->callee);
}

/* Whether the callback @name changes what outlives it; where it is, if it is source. */
static bool has_effect(const scope *about, const char *name, const kv_c_place **place)
{
	const kv_lp_body *body = kv_livepatch_body(about->livepatch, name);
	kv_c_ref code;

	*place = NULL;
	if (body)
		return body_assigns(body, about) ||
		       kv_lp_body_each_call(body, call_leaves_trace, (gpointer)about);
	if (!kv_livepatch_find_code(about->livepatch, NULL, name, &code))
		return false;
	*place = &kv_c_ref_function(&code)->place;
	return assigns(&code, about) ||
	       kv_c_each_call(about->livepatch, &code, leaves_trace, (gpointer)about->livepatch);
}

static void report(kv_check *check, const kv_lp_object *object, guint pair,
		   const kv_c_place *place)
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
		scope about = {kv_check_livepatch(check), pairs[pair].first == KV_POST_PATCH};
		const kv_c_place *place;

		if (name && !object->callbacks[pairs[pair].partner] &&
		    kv_check_code_is_known(check) && has_effect(&about, name, &place))
			report(check, object, pair, place);
	}
}

static void check_livepatch(kv_check *check)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);

	for (guint i = 0; i < livepatch->objects->len; i++)
		check_object(check, g_ptr_array_index(livepatch->objects, i));
}

const kv_rule kv_rule_callback_unpaired = {
	.id = "callback-unpaired",
	.check_livepatch = check_livepatch,
};
