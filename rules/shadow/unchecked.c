/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "behaviour/code_walk.h"
#include "behaviour/shadow.h"
#include "engine/rule.h"
#include "livepatch/model/body.h"
#include "source/facts.h"

/* The variable that holds the result of a call, and the call's own expression. */
typedef struct {
	const kv_c_unit *unit;
	uint32_t variable; /* KV_NOWHERE: the result is used at once */
	const kv_expr *call;
} result;

typedef enum { NOTHING, DEREFERENCED, TESTED } event;

static bool is_result(const result *about, const kv_expr *expression)
{
	return expression == about->call ||
	       (about->variable != KV_NOWHERE && expression->kind == KV_EXPR_NAME &&
		expression->name_kind == KV_NAME_VARIABLE && expression->target == about->variable);
}

static bool mentions(const kv_c_unit *unit, const kv_expr *expression, gpointer data)
{
	return is_result(data, expression);
}

static bool is_assigned(const result *about, const kv_expr *expression)
{
	const kv_expr *left = expression->kind == KV_EXPR_ASSIGN
				      ? kv_expr_operand(about->unit, expression, 0)
				      : NULL;

	return left && left->kind == KV_EXPR_NAME && is_result(about, left);
}

static bool is_dereference(const result *about, const kv_expr *expression)
{
	const kv_expr *operand = kv_expr_operand(about->unit, expression, 0);

	if (!operand || !is_result(about, operand))
		return false;
	return expression->kind == KV_EXPR_INDEX ||
	       (expression->kind == KV_EXPR_MEMBER && expression->op[0] == '-') ||
	       (expression->kind == KV_EXPR_UNARY && expression->op[0] == '*');
}

/* Whether the value decides what is evaluated: p ? p->x : 0, p && p->x, and what WARN_ON() asks. */
static bool is_test(const result *about, const kv_expr *expression)
{
	bool decides = expression->kind == KV_EXPR_CONDITIONAL ||
		       (expression->kind == KV_EXPR_BINARY &&
			(expression->op[0] == '&' || expression->op[0] == '|') &&
			expression->op[0] == expression->op[1]) ||
		       (expression->kind == KV_EXPR_UNARY && expression->op[0] == '!');
	const kv_expr *first = decides ? kv_expr_operand(about->unit, expression, 0) : NULL;

	return first && kv_expr_any(about->unit, first, mentions, (gpointer)about);
}

/* The first thing that happens to the result when @expression is evaluated, in its order. */
static event first_event(const result *about, const kv_expr *expression)
{
	if (expression->kind == KV_EXPR_SIZEOF)
		return NOTHING;
	if (is_test(about, expression))
		return TESTED;
	for (const kv_expr *operand = kv_c_unit_expr(about->unit, expression->first); operand;
	     operand = kv_c_unit_expr(about->unit, operand->next)) {
		event found = first_event(about, operand);

		if (found != NOTHING)
			return found;
	}
	if (is_dereference(about, expression))
		return DEREFERENCED;
	return is_assigned(about, expression) && expression != about->call ? TESTED : NOTHING;
}

/* The same for the items of @block from number @from on, and its condition. */
static event block_event(const result *about, uint32_t block, uint32_t from)
{
	const kv_c_block *at = kv_c_unit_block(about->unit, block);
	const kv_expr *condition = kv_c_unit_expr(about->unit, at->condition);
	event found = NOTHING;

	for (uint32_t i = from; i < at->item_count && found == NOTHING; i++) {
		uint32_t item = g_array_index(about->unit->items, guint32, at->items + i);

		found = first_event(about, kv_c_unit_expr(about->unit, item));
	}
	if (found != NOTHING || !condition)
		return found;
	found = first_event(about, condition);
	if (found == NOTHING && kv_expr_any(about->unit, condition, mentions, (gpointer)about))
		return TESTED;
	return found;
}

static bool is_dereferenced(const kv_c_unit *unit, uint32_t block, gpointer data)
{
	return block_event(data, block, 0) == DEREFERENCED;
}

static bool is_tested(const kv_c_unit *unit, uint32_t block, gpointer data)
{
	return block_event(data, block, 0) == TESTED;
}

static bool is_call(const kv_c_unit *unit, const kv_expr *expression, gpointer data)
{
	return expression == data;
}

/* The item of @block that makes the call, by number; the count of items: its condition does. */
static uint32_t item_of(const result *about, const kv_c_block *block)
{
	for (uint32_t i = 0; i < block->item_count; i++) {
		uint32_t item = g_array_index(about->unit->items, guint32, block->items + i);

		if (kv_expr_any(about->unit, kv_c_unit_expr(about->unit, item), is_call,
				(gpointer)about->call))
			return i;
	}
	return block->item_count;
}

static bool is_used_unchecked(const kv_shadow_use *use)
{
	const kv_c_unit *unit = use->call.unit;
	const kv_c_call *call = kv_call_ref_call(&use->call);
	const kv_c_block *block = kv_c_unit_block(unit, call->block);
	result about = {unit, call->use == KV_RESULT_STORED ? call->variable : KV_NOWHERE,
			kv_call_ref_expr(&use->call)};
	result at_once = {unit, KV_NOWHERE, about.call};
	uint32_t item;
	event found;

	if (!block)
		return false;
	item = item_of(&about, block);
	if (block_event(&at_once, call->block, item) == DEREFERENCED)
		return true;
	if (about.variable == KV_NOWHERE)
		return false;
	found = item < block->item_count ? block_event(&about, call->block, item + 1) : NOTHING;
	if (item == block->item_count)
		found = TESTED; /* if ((p = klp_shadow_get(...))) */
	if (found != NOTHING)
		return found == DEREFERENCED;
	return kv_block_reaches(unit, call->block, is_dereferenced, is_tested, &about);
}

/* Whether the function that has @use allocates variables of its id as well. */
static bool is_allocated_beside(const GPtrArray *uses, const kv_shadow_use *use)
{
	for (guint i = 0; i < uses->len; i++) {
		const kv_shadow_use *other = g_ptr_array_index(uses, i);

		if (other->body == use->body && kv_shadow_use_allocates(other) &&
		    g_str_equal(other->key, use->key))
			return true;
	}
	return false;
}

/* In machine code, a variable that the same function allocates may be known to be there. */
static bool is_wrong(const GPtrArray *uses, const kv_shadow_use *use)
{
	if (!kv_shadow_use_allocates(use) && use->kind != KV_SHADOW_GET)
		return false;
	if (!use->body)
		return is_used_unchecked(use);
	return use->code->flags & KV_LP_CALL_DEREFERENCED &&
	       (use->kind != KV_SHADOW_GET || !is_allocated_beside(uses, use));
}

static void report(kv_check *check, const kv_shadow_use *use)
{
	const char *function = use->body ? use->body->name : NULL;
	g_autofree char *message =
		g_strdup_printf("the result of %s() is used%s%s without a check for NULL",
				use->function, function ? " in " : "", function ? function : "");
	kv_finding *finding =
		use->body ? kv_check_report(check, NULL, "%s", message)
			  : kv_check_report_at(check, NULL, &kv_call_ref_expr(&use->call)->place,
					       "%s", message);

	kv_finding_set_consequence(
		finding, "%s",
		use->kind == KV_SHADOW_GET
			? "returns NULL for every object that was made before the livepatch was "
			  "loaded: NULL pointer dereference"
			: "returns NULL without memory, when the constructor fails, or for a "
			  "variable that exists already: NULL pointer dereference");
	kv_finding_set_source(finding, use->body
					       ? "the instructions behind the call in the livepatch"
					       : "the ways from the call in the source of the "
						 "livepatch");
}

static void check_livepatch(kv_check *check)
{
	g_autoptr(GPtrArray) uses = kv_livepatch_shadow_uses(kv_check_livepatch(check));

	if (!kv_check_code_is_known(check))
		return;
	for (guint i = 0; i < uses->len; i++) {
		const kv_shadow_use *use = g_ptr_array_index(uses, i);

		if (is_wrong(uses, use))
			report(check, use);
	}
}

const kv_rule kv_rule_shadow_unchecked = {
	.id = "shadow-unchecked",
	.check_livepatch = check_livepatch,
};
