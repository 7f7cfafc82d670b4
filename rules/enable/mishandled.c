/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "behaviour/code_walk.h"
#include "engine/rule.h"
#include "source/facts.h"

static bool is_enable(const kv_call_ref *ref, gpointer data)
{
	if (g_strcmp0(kv_call_ref_call(ref)->name, "klp_enable_patch") != 0)
		return false;
	if (data)
		*(kv_call_ref *)data = *ref;
	return true;
}

static void report_never(kv_check *check, const kv_c_ref *init)
{
	kv_finding *finding;

	finding = kv_check_report_at(check, NULL, &kv_c_ref_function(init)->place,
				     "the module's init function %s never calls klp_enable_patch()",
				     kv_c_ref_function(init)->name);
	kv_finding_set_effect(finding, KV_EFFECT_INEFFECTIVE, KV_STAGE_RUN);
	kv_finding_set_consequence(finding, "loads the module and patches nothing");
	kv_finding_set_remedy(finding,
			      "end the init function with return klp_enable_patch(&patch)");
	kv_finding_set_source(finding, "calls from the init function");
}

static void report_ignored(kv_check *check, const kv_call_ref *call)
{
	kv_finding *finding;

	finding = kv_check_report_at(check, NULL, &kv_call_ref_expr(call)->place,
				     "the result of klp_enable_patch() is ignored");
	finding->level = KV_WARNING;
	kv_finding_set_effect(finding, KV_EFFECT_INEFFECTIVE, KV_STAGE_RUN);
	kv_finding_set_consequence(finding,
				   "keeps the module loaded when it refuses the livepatch: "
				   "insmod succeeds, nothing is patched");
	kv_finding_set_remedy(finding, "return the result from the init function");
	kv_finding_set_source(finding, "the call in the source of the livepatch");
}

static void report_late(kv_check *check, const kv_expr *statement)
{
	kv_finding *finding;

	finding = kv_check_report_at(check, NULL, &statement->place,
				     "init may fail after klp_enable_patch() has succeeded");
	kv_finding_set_consequence(finding, "frees the module although its code is in use: insmod "
					    "fails, and the next call of a patched function jumps "
					    "into freed memory");
	kv_finding_set_remedy(finding, "do what may fail before klp_enable_patch(), and return its "
				       "result last");
	kv_finding_set_source(finding, "the ways from the call in the source of the livepatch");
}

/* A way from the call of klp_enable_patch() on which it succeeded. */
typedef struct {
	const kv_c_unit *unit;
	uint32_t result;	/* variable that holds what it returned, or KV_NOWHERE */
	const kv_expr *failure; /* found: a return of something that fails */
} success;

static bool is_result(const success *way, const kv_expr *expression)
{
	return expression && expression->kind == KV_EXPR_NAME &&
	       expression->name_kind == KV_NAME_VARIABLE && way->result != KV_NOWHERE &&
	       expression->target == way->result;
}

static bool asks_result(const kv_c_unit *unit, const kv_expr *expression, gpointer data)
{
	return is_result(data, expression);
}

static bool tests_result(const kv_c_unit *unit, uint32_t block, gpointer data)
{
	const kv_expr *condition =
		kv_c_unit_expr(unit, kv_c_unit_block(unit, block)->condition);

	return kv_expr_any(unit, condition, asks_result, data);
}

static bool assigns_result(const success *way, const kv_expr *item)
{
	const kv_expr *value =
		item->kind == KV_EXPR_ASSIGN ? kv_expr_operand(way->unit, item, 1) : NULL;

	return value && value->kind == KV_EXPR_CALL &&
	       is_result(way, kv_expr_operand(way->unit, item, 0));
}

/* "return -EINVAL", "return other()", or the result's variable after it got another value. */
static bool is_failure(const success *way, const kv_expr *item)
{
	const kv_expr *value =
		item->kind == KV_EXPR_RETURN ? kv_expr_operand(way->unit, item, 0) : NULL;

	if (assigns_result(way, item))
		return true;
	return value && !is_result(way, value) &&
	       (value->kind == KV_EXPR_CALL || (value->has_value && value->value < 0));
}

static bool may_fail(const kv_c_unit *unit, uint32_t block, gpointer data)
{
	const kv_c_block *at = kv_c_unit_block(unit, block);
	success *way = data;

	for (uint32_t i = 0; i < at->item_count; i++) {
		const kv_expr *item =
			kv_c_unit_expr(unit, g_array_index(unit->items, guint32, at->items + i));

		if (is_failure(way, item)) {
			way->failure = item;
			return true;
		}
	}
	return false;
}

/* The block that follows @block when the result in its condition is 0, or KV_NOWHERE. */
static uint32_t block_of_success(const success *way, uint32_t block)
{
	const kv_c_block *at = kv_c_unit_block(way->unit, block);
	const kv_expr *condition = kv_c_unit_expr(way->unit, at->condition);
	kv_edge_kind wanted = KV_EDGE_FALSE;

	if (!condition)
		return KV_NOWHERE;
	if (condition->kind == KV_EXPR_BINARY && g_str_equal(condition->op, "=="))
		wanted = KV_EDGE_TRUE;
	else if (!is_result(way, condition) && condition->kind != KV_EXPR_CALL &&
		 !(condition->kind == KV_EXPR_BINARY &&
		   (g_str_equal(condition->op, "<") || g_str_equal(condition->op, "!="))))
		return KV_NOWHERE;
	for (uint32_t i = 0; i < at->edge_count; i++) {
		const kv_c_edge *edge =
			&g_array_index(way->unit->edges, kv_c_edge, at->edges + i);

		if (edge->kind == wanted)
			return edge->to;
	}
	return KV_NOWHERE;
}

/* The block whose condition asks for the result, on the ways from @block; or KV_NOWHERE. */
static uint32_t find_test(success *way, uint32_t block, const kv_c_call *call)
{
	const kv_c_function *function = kv_c_unit_function(way->unit, call->function);

	if (call->use == KV_RESULT_CONDITION || tests_result(way->unit, block, way))
		return block;
	for (uint32_t i = 0; i < function->block_count; i++) {
		uint32_t other = function->blocks + i;

		if (other > block && tests_result(way->unit, other, way))
			return other;
	}
	return KV_NOWHERE;
}

static void check_ways(kv_check *check, const kv_call_ref *ref)
{
	const kv_c_call *call = kv_call_ref_call(ref);
	success way = {ref->unit, call->use == KV_RESULT_STORED ? call->variable : KV_NOWHERE,
		       NULL};
	uint32_t test = find_test(&way, call->block, call);
	uint32_t next = test == KV_NOWHERE ? KV_NOWHERE : block_of_success(&way, test);

	if (next == KV_NOWHERE)
		return;
	if (may_fail(ref->unit, next, &way) ||
	    kv_block_reaches(ref->unit, next, may_fail, NULL, &way))
		report_late(check, way.failure);
}

/* Whether the result decides something in @expression; to print it decides nothing. */
static bool uses_result(const success *way, const kv_expr *expression)
{
	const kv_expr *callee = kv_expr_operand(way->unit, expression, 0);

	switch (expression->kind) {
	case KV_EXPR_RETURN:
	case KV_EXPR_DECLARE:
		return kv_expr_any(way->unit, expression, asks_result, (gpointer)way);
	case KV_EXPR_ASSIGN:
		return kv_expr_any(way->unit, kv_expr_operand(way->unit, expression, 1),
				   asks_result, (gpointer)way);
	case KV_EXPR_CALL:
		return !(callee && callee->name && strstr(callee->name, "printk")) &&
		       kv_expr_any(way->unit, expression, asks_result, (gpointer)way);
	default:
		return false;
	}
}

/* "int ret = klp_enable_patch(&patch); return 0;": the result is kept and decides nothing. */
static bool is_forgotten(const kv_call_ref *ref)
{
	const kv_c_call *call = kv_call_ref_call(ref);
	const kv_c_function *function = kv_c_unit_function(ref->unit, call->function);
	success way = {ref->unit, call->variable, NULL};

	if (call->use != KV_RESULT_STORED || call->variable == KV_NOWHERE ||
	    kv_c_unit_variable(ref->unit, call->variable)->function != call->function)
		return false;
	for (uint32_t i = 0; i < function->block_count; i++) {
		if (tests_result(ref->unit, function->blocks + i, &way))
			return false;
	}
	for (guint i = 0; i < ref->unit->expressions->len; i++) {
		const kv_expr *expression = kv_c_unit_expr(ref->unit, i);

		if (expression->function == call->function && uses_result(&way, expression))
			return false;
	}
	return true;
}

static void check_unit(kv_check *check, const kv_c_unit *unit)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);
	kv_c_ref init = {unit, unit->init};
	kv_call_ref call;

	if (!kv_c_each_call(livepatch, &init, is_enable, &call))
		report_never(check, &init);
	else if (kv_call_ref_call(&call)->use == KV_RESULT_IGNORED || is_forgotten(&call))
		report_ignored(check, &call);
	else
		check_ways(check, &call);
}

static void check_livepatch(kv_check *check)
{
	const kv_livepatch *livepatch = kv_check_livepatch(check);

	for (guint i = 0; i < livepatch->units->len; i++) {
		const kv_c_unit *unit = g_ptr_array_index(livepatch->units, i);
		const kv_c_function *init = kv_c_unit_function(unit, unit->init);

		if (init && init->is_defined && !init->is_damaged)
			check_unit(check, unit);
	}
}

const kv_rule kv_rule_enable_mishandled = {
	.id = "enable-mishandled",
	.check_livepatch = check_livepatch,
};
