/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "source/clang/reader.h"

/* The expression that each one is an operand of. */
static uint32_t *parents_of(const kv_c_unit *unit)
{
	uint32_t *parents = g_new(uint32_t, unit->expressions->len + 1);

	memset(parents, 0xff, sizeof(*parents) * (unit->expressions->len + 1));
	for (guint i = 0; i < unit->expressions->len; i++) {
		const kv_expr *operand = kv_c_unit_expr(unit, kv_c_unit_expr(unit, i)->first);
		uint32_t position = kv_c_unit_expr(unit, i)->first;

		while (operand) {
			parents[position] = i;
			position = operand->next;
			operand = kv_c_unit_expr(unit, position);
		}
	}
	return parents;
}

/* Whether the value of @root is not used: a whole statement, and no condition. */
static bool *items_of(const kv_c_unit *unit)
{
	bool *items = g_new0(bool, unit->expressions->len + 1);

	for (guint i = 0; i < unit->items->len; i++)
		items[g_array_index(unit->items, guint32, i)] = true;
	return items;
}

static bool is_comparison(const kv_expr *expression)
{
	const char *op = expression->op;

	return expression->kind == KV_EXPR_BINARY &&
	       (strcmp(op, "==") == 0 || strcmp(op, "!=") == 0 || op[0] == '<' || op[0] == '>') &&
	       op[1] != op[0];
}

static bool is_asked(const kv_expr *expression)
{
	return is_comparison(expression) ||
	       (expression->kind == KV_EXPR_UNARY && strcmp(expression->op, "!") == 0) ||
	       (expression->kind == KV_EXPR_BINARY &&
		(strcmp(expression->op, "&&") == 0 || strcmp(expression->op, "||") == 0));
}

static void set_stored(const kv_c_unit *unit, kv_c_call *call, const kv_expr *parent)
{
	const kv_expr *to =
		parent->kind == KV_EXPR_DECLARE ? parent : kv_expr_operand(unit, parent, 0);

	call->use = KV_RESULT_STORED;
	if (to && to->name_kind == KV_NAME_VARIABLE &&
	    (to->kind == KV_EXPR_NAME || to->kind == KV_EXPR_DECLARE))
		call->variable = to->target;
}

static void set_use(const kv_c_unit *unit, kv_c_call *call, const uint32_t *parents,
		    const bool *items, const bool *conditions)
{
	uint32_t position = call->expression;
	const kv_expr *parent = kv_c_unit_expr(unit, parents[position]);

	if (conditions[position]) {
		call->use = KV_RESULT_CONDITION;
	} else if (items[position]) {
		call->use = KV_RESULT_IGNORED;
	} else if (!parent) {
		call->use = KV_RESULT_OTHER;
	} else if (parent->kind == KV_EXPR_RETURN) {
		call->use = KV_RESULT_RETURNED;
	} else if (parent->kind == KV_EXPR_DECLARE || parent->kind == KV_EXPR_ASSIGN) {
		set_stored(unit, call, parent);
	} else {
		call->use = is_asked(parent) ? KV_RESULT_CONDITION : KV_RESULT_OTHER;
	}
}

void kv_reader_call_uses(kv_reader *reader)
{
	kv_c_unit *unit = reader->unit;
	g_autofree uint32_t *parents = parents_of(unit);
	g_autofree bool *items = items_of(unit);
	g_autofree bool *conditions = g_new0(bool, unit->expressions->len + 1);

	for (guint i = 0; i < unit->blocks->len; i++) {
		uint32_t condition = kv_c_unit_block(unit, i)->condition;

		if (condition != KV_NOWHERE)
			conditions[condition] = true;
	}
	for (guint i = 0; i < unit->calls->len; i++)
		set_use(unit, &g_array_index(unit->calls, kv_c_call, i), parents, items,
			conditions);
}
