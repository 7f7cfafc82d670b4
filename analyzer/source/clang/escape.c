/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "source/clang/reader.h"

/* Where the value of the expression that is looked at goes. */
typedef struct {
	kv_escape_kind kind;
	const char *to, *macro;
	uint32_t call, argument;
} escape_target;

/* The value is looked at only: compared, called or taken apart. */
static const escape_target none = {.kind = KV_ESCAPE_OTHER, .call = KV_NOWHERE};

static void scan(kv_reader *reader, uint32_t position, const escape_target *target, guint depth);

static void note(kv_reader *reader, uint32_t position, const kv_expr *name,
		 const escape_target *target)
{
	const kv_expr *expression = kv_reader_at(reader, position);
	kv_c_escape escape = {
		.kind = target->kind,
		.name_kind = name->name_kind,
		.target = name->target,
		.expression = position,
		.function = expression->function,
		.call = target->call,
		.argument = target->argument,
		.to = target->to,
		.macro = target->macro ? target->macro : expression->macro,
	};

	g_array_append_val(reader->unit->escapes, escape);
}

/* Whether what @name stands for belongs to the livepatch and stays there: no local variable. */
static bool is_lasting(kv_reader *reader, const kv_expr *name)
{
	const kv_c_variable *variable;

	if (name->name_kind == KV_NAME_FUNCTION)
		return true;
	if (name->name_kind != KV_NAME_VARIABLE)
		return false;
	variable = kv_c_unit_variable(reader->unit, name->target);
	return !variable->is_extern && (variable->function == KV_NOWHERE || variable->is_static);
}

/* The variable that a chain of members and constant elements starts from. */
static const kv_expr *base_of(kv_reader *reader, const kv_expr *expression)
{
	while (expression && ((expression->kind == KV_EXPR_MEMBER && expression->op[0] == '.') ||
			      expression->kind == KV_EXPR_INDEX))
		expression = kv_expr_operand(reader->unit, expression, 0);
	return expression && expression->kind == KV_EXPR_NAME ? expression : NULL;
}

static void scan_address(kv_reader *reader, uint32_t position, const escape_target *target)
{
	const kv_expr *expression = kv_reader_at(reader, position);
	const kv_expr *base = base_of(reader, kv_expr_operand(reader->unit, expression, 0));

	if (target != &none && base && is_lasting(reader, base))
		note(reader, position, base, target);
}

static void scan_name(kv_reader *reader, uint32_t position, const escape_target *target)
{
	const kv_expr *name = kv_reader_at(reader, position);
	const kv_c_variable *variable;

	if (!is_lasting(reader, name))
		return;
	if (name->name_kind == KV_NAME_VARIABLE) {
		variable = kv_c_unit_variable(reader->unit, name->target);
		/* The name of an array is its address; that of anything else its value. */
		if (variable->elements < 0)
			return;
	}
	note(reader, position, name, target);
}

static uint32_t call_number(kv_reader *reader, uint32_t position)
{
	for (guint i = reader->unit->calls->len; i > 0; i--) {
		if (g_array_index(reader->unit->calls, kv_c_call, i - 1).expression == position)
			return i - 1;
	}
	return KV_NOWHERE;
}

static void scan_call(kv_reader *reader, uint32_t position, guint depth)
{
	uint32_t callee = kv_reader_at(reader, position)->first, argument;
	const kv_expr *called = kv_c_unit_expr(reader->unit, callee);
	escape_target target = {
		.kind = KV_ESCAPE_ARGUMENT,
		.macro = kv_reader_at(reader, position)->macro,
	};

	if (!called)
		return;
	target.call = call_number(reader, position);
	target.to = called->kind == KV_EXPR_NAME ? called->name : called->text;
	if (called->kind != KV_EXPR_NAME)
		scan(reader, callee, &none, depth);
	for (argument = called->next; argument != KV_NOWHERE;
	     argument = kv_reader_at(reader, argument)->next) {
		scan(reader, argument, &target, depth);
		target.argument++;
	}
}

static void scan_operands(kv_reader *reader, uint32_t first, const escape_target *target,
			  guint depth)
{
	for (; first != KV_NOWHERE; first = kv_reader_at(reader, first)->next)
		scan(reader, first, target, depth);
}

static void scan_assignment(kv_reader *reader, uint32_t position, guint depth)
{
	uint32_t to = kv_reader_at(reader, position)->first;
	escape_target target = {
		.kind = KV_ESCAPE_ASSIGNED,
		.call = KV_NOWHERE,
		.macro = kv_reader_at(reader, position)->macro,
	};

	if (to == KV_NOWHERE)
		return;
	target.to = kv_reader_at(reader, to)->text;
	if (kv_reader_at(reader, to)->macro) {
		g_autofree char *text = kv_expr_canonical(reader->unit, kv_reader_at(reader, to));

		target.to = kv_c_unit_string(reader->unit, text);
	}
	scan(reader, to, &none, depth);
	scan_operands(reader, kv_reader_at(reader, to)->next, &target, depth);
}

static bool is_address(const kv_expr *expression)
{
	return expression->kind == KV_EXPR_UNARY && strcmp(expression->op, "&") == 0;
}

static void scan(kv_reader *reader, uint32_t position, const escape_target *target, guint depth)
{
	const kv_expr *expression = kv_reader_at(reader, position);
	escape_target own = {.call = KV_NOWHERE};

	if (depth > KV_READER_DEPTH_MAX)
		return;
	switch ((kv_expr_kind)expression->kind) {
	case KV_EXPR_NAME:
		/* Only where it goes somewhere. */
		if (target != &none)
			scan_name(reader, position, target);
		break;
	case KV_EXPR_CALL:
		scan_call(reader, position, depth + 1);
		break;
	case KV_EXPR_ASSIGN:
		scan_assignment(reader, position, depth + 1);
		break;
	case KV_EXPR_RETURN:
		own.kind = KV_ESCAPE_RETURNED;
		scan_operands(reader, expression->first, &own, depth + 1);
		break;
	case KV_EXPR_DECLARE:
		own.kind = KV_ESCAPE_ASSIGNED;
		own.to = expression->name;
		scan_operands(reader, expression->first, &own, depth + 1);
		break;
	case KV_EXPR_BINARY:
		/* Of arithmetic, a pointer comes out again; of a comparison, it does not. */
		scan_operands(reader, expression->first,
			      expression->pointee >= 0 || strchr(expression->type, '*') ? target
											: &none,
			      depth + 1);
		break;
	case KV_EXPR_MEMBER:
	case KV_EXPR_INDEX:
		scan_operands(reader, expression->first, &none, depth + 1);
		break;
	case KV_EXPR_UNARY:
		if (is_address(expression))
			scan_address(reader, position, target);
		else
			scan_operands(reader, expression->first, &none, depth + 1);
		break;
	default:
		scan_operands(reader, expression->first, target, depth + 1);
		break;
	}
}

void kv_reader_escapes(kv_reader *reader, uint32_t root)
{
	static const escape_target other = {.kind = KV_ESCAPE_OTHER, .call = KV_NOWHERE};

	scan(reader, root, &other, 0);
}

void kv_reader_initialiser_escapes(kv_reader *reader, uint32_t root, const char *variable)
{
	escape_target target = {
		.kind = KV_ESCAPE_INITIALISER,
		.to = variable,
		.call = KV_NOWHERE,
	};

	scan(reader, root, &target, 0);
}
