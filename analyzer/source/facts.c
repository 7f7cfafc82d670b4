/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/facts.h"

#include <inttypes.h>
#include <string.h>

/* Sources are written by people; whatever nests deeper than this is not printed. */
enum { DEPTH_MAX = 64 };

kv_c_unit *kv_c_unit_new(const char *path)
{
	kv_c_unit *unit = g_new0(kv_c_unit, 1);

	unit->strings = g_string_chunk_new(4096);
	unit->path = kv_c_unit_string(unit, path);
	unit->init = unit->exit = KV_NOWHERE;
	unit->expressions = g_array_new(FALSE, FALSE, sizeof(kv_expr));
	unit->variables = g_array_new(FALSE, FALSE, sizeof(kv_c_variable));
	unit->functions = g_array_new(FALSE, FALSE, sizeof(kv_c_function));
	unit->blocks = g_array_new(FALSE, FALSE, sizeof(kv_c_block));
	unit->items = g_array_new(FALSE, FALSE, sizeof(guint32));
	unit->edges = g_array_new(FALSE, FALSE, sizeof(kv_c_edge));
	unit->loops = g_array_new(FALSE, FALSE, sizeof(kv_c_loop));
	unit->calls = g_array_new(FALSE, FALSE, sizeof(kv_c_call));
	unit->escapes = g_array_new(FALSE, FALSE, sizeof(kv_c_escape));
	unit->diagnostics = g_array_new(FALSE, FALSE, sizeof(kv_c_diagnostic));
	unit->missing = g_array_new(FALSE, FALSE, sizeof(const char *));
	unit->assumed = g_array_new(FALSE, FALSE, sizeof(const char *));
	return unit;
}

void kv_c_unit_free(kv_c_unit *unit)
{
	if (!unit)
		return;
	g_array_unref(unit->expressions);
	g_array_unref(unit->variables);
	g_array_unref(unit->functions);
	g_array_unref(unit->blocks);
	g_array_unref(unit->items);
	g_array_unref(unit->edges);
	g_array_unref(unit->loops);
	g_array_unref(unit->calls);
	g_array_unref(unit->escapes);
	g_array_unref(unit->diagnostics);
	g_array_unref(unit->missing);
	g_array_unref(unit->assumed);
	g_string_chunk_free(unit->strings);
	g_free(unit);
}

const char *kv_c_unit_string(kv_c_unit *unit, const char *text)
{
	return text ? g_string_chunk_insert_const(unit->strings, text) : NULL;
}

const kv_expr *kv_c_unit_expr(const kv_c_unit *unit, uint32_t position)
{
	return position < unit->expressions->len
		       ? &g_array_index(unit->expressions, kv_expr, position)
		       : NULL;
}

const kv_c_function *kv_c_unit_function(const kv_c_unit *unit, uint32_t position)
{
	return position < unit->functions->len
		       ? &g_array_index(unit->functions, kv_c_function, position)
		       : NULL;
}

const kv_c_variable *kv_c_unit_variable(const kv_c_unit *unit, uint32_t position)
{
	return position < unit->variables->len
		       ? &g_array_index(unit->variables, kv_c_variable, position)
		       : NULL;
}

const kv_c_block *kv_c_unit_block(const kv_c_unit *unit, uint32_t position)
{
	return position < unit->blocks->len ? &g_array_index(unit->blocks, kv_c_block, position)
					    : NULL;
}

const kv_c_loop *kv_c_unit_loop(const kv_c_unit *unit, uint32_t position)
{
	return position < unit->loops->len ? &g_array_index(unit->loops, kv_c_loop, position)
					   : NULL;
}

const kv_c_call *kv_c_unit_call(const kv_c_unit *unit, uint32_t position)
{
	return position < unit->calls->len ? &g_array_index(unit->calls, kv_c_call, position)
					   : NULL;
}

uint32_t kv_c_unit_find_function(const kv_c_unit *unit, const char *name)
{
	uint32_t found = KV_NOWHERE;

	for (guint i = 0; i < unit->functions->len; i++) {
		const kv_c_function *function = kv_c_unit_function(unit, i);

		if (strcmp(function->name, name) != 0)
			continue;
		if (function->is_defined)
			return i;
		found = i;
	}
	return found;
}

const kv_expr *kv_expr_operand(const kv_c_unit *unit, const kv_expr *expression, uint32_t number)
{
	const kv_expr *operand = kv_c_unit_expr(unit, expression->first);

	for (uint32_t i = 0; operand && i < number; i++)
		operand = kv_c_unit_expr(unit, operand->next);
	return operand;
}

static void print(const kv_c_unit *unit, const kv_expr *expression, guint depth, GString *text);

static void print_operand(const kv_c_unit *unit, const kv_expr *expression, uint32_t number,
			  guint depth, GString *text)
{
	const kv_expr *operand = kv_expr_operand(unit, expression, number);

	if (operand)
		print(unit, operand, depth + 1, text);
}

static bool is_unary(const kv_expr *expression, const char *op)
{
	return expression && expression->kind == KV_EXPR_UNARY && strcmp(expression->op, op) == 0;
}

/* (*a).b and (&a)->b are a->b and a.b. */
static void print_member(const kv_c_unit *unit, const kv_expr *expression, guint depth,
			 GString *text)
{
	const kv_expr *base = kv_expr_operand(unit, expression, 0);
	bool arrow = strcmp(expression->op, "->") == 0;

	if (is_unary(base, arrow ? "&" : "*")) {
		base = kv_expr_operand(unit, base, 0);
		arrow = !arrow;
	}
	if (base)
		print(unit, base, depth + 1, text);
	g_string_append(text, arrow ? "->" : ".");
	g_string_append(text, expression->name ? expression->name : "");
}

static void print_list(const kv_c_unit *unit, const kv_expr *expression, uint32_t first,
		       guint depth, GString *text)
{
	const kv_expr *operand = kv_expr_operand(unit, expression, first);

	for (uint32_t i = 0; operand; i++) {
		if (i > 0)
			g_string_append(text, ", ");
		print(unit, operand, depth + 1, text);
		operand = kv_c_unit_expr(unit, operand->next);
	}
}

static void print(const kv_c_unit *unit, const kv_expr *expression, guint depth, GString *text)
{
	if (depth > DEPTH_MAX) {
		g_string_append(text, "...");
		return;
	}
	if (expression->has_value && expression->kind != KV_EXPR_NAME) {
		g_string_append_printf(text, "%" PRId64, expression->value);
		return;
	}
	switch ((kv_expr_kind)expression->kind) {
	case KV_EXPR_NAME:
		g_string_append(text, expression->name);
		break;
	case KV_EXPR_MEMBER:
		print_member(unit, expression, depth, text);
		break;
	case KV_EXPR_INDEX:
		print_operand(unit, expression, 0, depth, text);
		g_string_append_c(text, '[');
		print_operand(unit, expression, 1, depth, text);
		g_string_append_c(text, ']');
		break;
	case KV_EXPR_CALL:
		print_operand(unit, expression, 0, depth, text);
		g_string_append_c(text, '(');
		print_list(unit, expression, 1, depth, text);
		g_string_append_c(text, ')');
		break;
	case KV_EXPR_UNARY:
		g_string_append(text, expression->op);
		print_operand(unit, expression, 0, depth, text);
		break;
	case KV_EXPR_BINARY:
	case KV_EXPR_ASSIGN:
		print_operand(unit, expression, 0, depth, text);
		g_string_append_printf(text, " %s ", expression->op[0] ? expression->op : "?");
		print_operand(unit, expression, 1, depth, text);
		break;
	default:
		g_string_append(text, expression->text ? expression->text : "");
		break;
	}
}

char *kv_expr_canonical(const kv_c_unit *unit, const kv_expr *expression)
{
	GString *text = g_string_new(NULL);

	print(unit, expression, 0, text);
	return g_string_free(text, FALSE);
}
