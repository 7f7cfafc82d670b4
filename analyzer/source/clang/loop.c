/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "source/clang/graph.h"

/* The parts of a loop; cursors without a kind are not there. */
typedef struct {
	CXCursor start, condition, step, body;
	bool has_start, has_condition, has_step;
} loop_parts;

static bool begins_for(CXCursor cursor)
{
	enum CXCursorKind kind = clang_getCursorKind(kv_cursor_bare(cursor));

	return kind == CXCursor_DeclStmt || kind == CXCursor_BinaryOperator;
}

/* Which part of the head of a for @cursor is: 0 to 2. */
static int part_of(kv_reader *reader, CXCursor statement, const kv_cursors *children, guint number)
{
	CXCursor cursor = g_array_index(children, CXCursor, number);
	guint heads = children->len - 1;
	int part = kv_reader_semicolons(reader, statement, cursor);

	if (heads == 3)
		return (int)number;
	if (part >= 0 && part <= 2)
		return part;
	/* In a macro: what is missing is guessed from what is there. */
	if (begins_for(g_array_index(children, CXCursor, 0)) && heads == 2)
		return (int)number;
	return heads == 1 ? 1 : (int)number + 1;
}

static void take_for(kv_reader *reader, CXCursor statement, const kv_cursors *children,
		     loop_parts *parts)
{
	for (guint i = 0; i + 1 < children->len; i++) {
		CXCursor cursor = g_array_index(children, CXCursor, i);

		switch (part_of(reader, statement, children, i)) {
		case 0:
			parts->start = cursor;
			parts->has_start = true;
			break;
		case 1:
			parts->condition = cursor;
			parts->has_condition = true;
			break;
		default:
			parts->step = cursor;
			parts->has_step = true;
			break;
		}
	}
}

static bool take_parts(kv_reader *reader, CXCursor statement, kv_c_loop_kind kind, loop_parts *parts)
{
	g_autoptr(kv_cursors) children = kv_cursor_children(statement);
	guint body = kind == KV_C_LOOP_DO ? 0 : children->len - 1;

	if (children->len == 0 || (kind != KV_C_LOOP_FOR && children->len < 2))
		return false;
	parts->body = g_array_index(children, CXCursor, body);
	if (kind == KV_C_LOOP_FOR) {
		take_for(reader, statement, children, parts);
		return true;
	}
	parts->condition = g_array_index(children, CXCursor, kind == KV_C_LOOP_DO ? 1 : 0);
	parts->has_condition = true;
	return true;
}

/* Whether @cursor is a constant; its value. */
static bool is_constant(CXCursor cursor, int64_t *value)
{
	enum CXCursorKind kind = clang_getCursorKind(kv_cursor_bare(cursor));
	CXEvalResult result;
	bool known;

	if (kind == CXCursor_DeclRefExpr) {
		CXCursor meant = clang_getCursorReferenced(kv_cursor_bare(cursor));

		*value = clang_getEnumConstantDeclValue(meant);
		return clang_getCursorKind(meant) == CXCursor_EnumConstantDecl;
	}
	if (kind != CXCursor_IntegerLiteral && kind != CXCursor_UnaryOperator)
		return false;
	result = clang_Cursor_Evaluate(cursor);
	if (!result)
		return false;
	known = clang_EvalResult_getKind(result) == CXEval_Int;
	*value = clang_EvalResult_getAsLongLong(result);
	clang_EvalResult_dispose(result);
	return known;
}

/* do { ... } while (0) only holds statements together. */
static void read_once(kv_reader *reader, const loop_parts *parts)
{
	kv_c_graph *graph = reader->graph;
	uint32_t on_break = graph->on_break, on_continue = graph->on_continue;
	uint32_t behind = kv_c_graph_add(graph);

	graph->on_break = graph->on_continue = behind;
	kv_reader_statement(reader, parts->body);
	kv_c_graph_lead(reader, graph->current, behind, KV_EDGE_ALWAYS, 0);
	graph->current = behind;
	graph->on_break = on_break;
	graph->on_continue = on_continue;
}

static const kv_expr *operand(kv_reader *reader, const kv_expr *expression, uint32_t number)
{
	return expression ? kv_expr_operand(reader->unit, expression, number) : NULL;
}

/* The variable that @expression is; KV_NOWHERE for anything else. */
static uint32_t variable_of(const kv_expr *expression)
{
	if (!expression || expression->name_kind != KV_NAME_VARIABLE ||
	    (expression->kind != KV_EXPR_NAME && expression->kind != KV_EXPR_DECLARE))
		return KV_NOWHERE;
	return expression->target;
}

/* Whether anything of the expressions [@from, @to) may change @variable. */
static bool is_changed(kv_reader *reader, uint32_t variable, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++) {
		const kv_expr *expression = kv_c_unit_expr(reader->unit, i);
		bool changes = expression->kind == KV_EXPR_ASSIGN ||
			       (expression->kind == KV_EXPR_UNARY &&
				(expression->op[0] == '&' || expression->op[1] != '\0'));

		if (changes && variable_of(operand(reader, expression, 0)) == variable)
			return true;
	}
	return false;
}

/* "i = 0", "int i = 0": the variable and its value. */
static uint32_t counter_of(kv_reader *reader, uint32_t position, int64_t *value)
{
	const kv_expr *start = kv_c_unit_expr(reader->unit, position);
	bool declares = start && start->kind == KV_EXPR_DECLARE;
	const kv_expr *from = operand(reader, start, declares ? 0 : 1);

	if (!start || !from || !from->has_value ||
	    !(declares || (start->kind == KV_EXPR_ASSIGN && strcmp(start->op, "=") == 0)))
		return KV_NOWHERE;
	*value = from->value;
	return variable_of(declares ? start : operand(reader, start, 0));
}

/* "i++", "i += 2", "i--": how much it adds to @variable; 0 for anything else. */
static int64_t step_of(kv_reader *reader, const kv_expr *step, uint32_t variable)
{
	const kv_expr *by = operand(reader, step, 1);

	if (!step || variable_of(operand(reader, step, 0)) != variable)
		return 0;
	if (strcmp(step->op, "++") == 0)
		return 1;
	if (strcmp(step->op, "--") == 0)
		return -1;
	if (!by || !by->has_value || by->value <= 0 || by->value > INT32_MAX)
		return 0;
	if (strcmp(step->op, "+=") == 0)
		return by->value;
	return strcmp(step->op, "-=") == 0 ? -by->value : 0;
}

/*
 * The most rounds of a loop from @value by @step while @condition holds; -1 when it is not clear.
 */
static int64_t rounds_to(kv_reader *reader, const kv_expr *condition, uint32_t variable,
			 int64_t value, int64_t step)
{
	const kv_expr *limit = operand(reader, condition, 1);
	bool up = step > 0;
	int64_t distance;

	if (!condition || condition->kind != KV_EXPR_BINARY || !limit || !limit->has_value ||
	    variable_of(operand(reader, condition, 0)) != variable || step == 0)
		return -1;
	if (condition->op[0] != (up ? '<' : '>') || limit->value > INT32_MAX ||
	    limit->value < INT32_MIN || value > INT32_MAX || value < INT32_MIN)
		return -1;
	distance = up ? limit->value - value : value - limit->value;
	distance += strcmp(condition->op + 1, "=") == 0;
	if (distance <= 0)
		return 0;
	return (distance + ABS(step) - 1) / ABS(step);
}

/* The text of the head: up to the body. */
static const char *head_text(kv_reader *reader, CXCursor statement, kv_c_loop_kind kind,
			     const char *macro)
{
	const char *text = kv_reader_text(reader, statement);
	guint depth = 0;

	if (kind == KV_C_LOOP_DO && !macro)
		return kv_c_unit_string(reader->unit, "do ... while");
	for (const char *c = text; *c; c++) {
		depth += *c == '(';
		if (*c == ')' && depth > 0 && --depth == 0) {
			g_autofree char *head = g_strndup(text, (gsize)(c - text) + 1);

			return kv_c_unit_string(reader->unit, head);
		}
	}
	return text;
}

static uint32_t open_loop(kv_reader *reader, CXCursor statement, kv_c_loop_kind kind)
{
	CXSourceLocation location = clang_getRangeStart(clang_getCursorExtent(statement));
	kv_c_loop loop = {
		.kind = kind,
		.place = kv_reader_place(reader, location),
		.function = reader->function,
		.outer = reader->graph->loop,
		.condition = KV_NOWHERE,
		.rounds = -1,
		.macro = kv_reader_macro(reader, location),
	};

	loop.text = head_text(reader, statement, kind, loop.macro);
	g_array_append_val(reader->unit->loops, loop);
	reader->graph->loop = reader->unit->loops->len - 1;
	return reader->graph->loop;
}

static kv_c_loop *loop_at(kv_reader *reader, uint32_t position)
{
	return &g_array_index(reader->unit->loops, kv_c_loop, position);
}

static void lead_back(kv_reader *reader, uint32_t from, uint32_t head)
{
	GArray *edges = kv_c_graph_block(reader->graph, from)->edges;

	for (guint i = 0; i < edges->len; i++) {
		kv_c_edge *edge = &g_array_index(edges, kv_c_edge, i);

		edge->is_back |= edge->to == head;
	}
}

/* Marks the edges that end a round: those to @head from what was read behind it. */
static void mark_back(kv_reader *reader, uint32_t head)
{
	kv_c_graph *graph = reader->graph;

	for (uint32_t i = head; i < graph->base + graph->blocks->len; i++)
		lead_back(reader, i, head);
}

/* Reads condition, body and step of a loop whose head is the block that is being filled. */
static void read_rounds(kv_reader *reader, uint32_t loop, const loop_parts *parts,
			kv_c_loop_kind kind, uint32_t behind)
{
	kv_c_graph *graph = reader->graph;
	uint32_t head = graph->current, body = head, again = head;

	if (kind == KV_C_LOOP_DO) {
		again = kv_c_graph_add(graph);
	} else {
		body = kv_c_graph_add(graph);
		if (parts->has_step)
			again = kv_c_graph_add(graph);
		if (parts->has_condition)
			loop_at(reader, loop)->condition =
				kv_reader_condition(reader, parts->condition, body, behind);
		else
			kv_c_graph_lead(reader, head, body, KV_EDGE_ALWAYS, 0);
	}
	graph->on_break = behind;
	graph->on_continue = again;
	graph->current = body;
	kv_reader_statement(reader, parts->body);
	kv_c_graph_lead(reader, graph->current, again, KV_EDGE_ALWAYS, 0);
	if (again == head)
		return;
	graph->current = again;
	if (kind == KV_C_LOOP_DO) {
		uint32_t condition = kv_reader_condition(reader, parts->condition, head, behind);

		loop_at(reader, loop)->condition = condition;
		return;
	}
	kv_reader_item(reader, parts->step);
	kv_c_graph_lead(reader, graph->current, head, KV_EDGE_ALWAYS, 0);
}

/* The last item of the block that is being filled: what a for begins with. */
static uint32_t last_item(kv_reader *reader)
{
	const GArray *items = kv_c_graph_block(reader->graph, reader->graph->current)->items;

	return items->len > 0 ? g_array_index(items, guint32, items->len - 1) : KV_NOWHERE;
}

static void count_rounds(kv_reader *reader, uint32_t loop, uint32_t start, uint32_t first,
			 uint32_t step, bool has_condition)
{
	kv_c_loop *about = loop_at(reader, loop);
	const kv_expr *condition = kv_c_unit_expr(reader->unit, about->condition);
	int64_t value = 0;
	uint32_t counter = counter_of(reader, start, &value);

	about->is_endless = !has_condition;
	if (condition && condition->has_value)
		about->is_endless = condition->value != 0;
	if (counter == KV_NOWHERE || step == KV_NOWHERE || is_changed(reader, counter, first, step))
		return;
	about->rounds = rounds_to(reader, condition, counter, value,
				  step_of(reader, kv_c_unit_expr(reader->unit, step), counter));
}

void kv_reader_loop(kv_reader *reader, CXCursor statement, kv_c_loop_kind kind)
{
	kv_c_graph *graph = reader->graph;
	uint32_t on_break = graph->on_break, on_continue = graph->on_continue;
	uint32_t outer = graph->loop, start = KV_NOWHERE, first, loop, head, behind;
	uint32_t step = KV_NOWHERE;
	loop_parts parts = {0};
	int64_t value = 1;

	if (!take_parts(reader, statement, kind, &parts))
		return;
	if (parts.has_condition && is_constant(parts.condition, &value) && value == 0 &&
	    kind == KV_C_LOOP_DO) {
		read_once(reader, &parts);
		return;
	}
	if (parts.has_start) {
		if (clang_isExpression(clang_getCursorKind(parts.start)))
			kv_reader_item(reader, parts.start);
		else
			kv_reader_statement(reader, parts.start);
		start = last_item(reader);
	}
	behind = kv_c_graph_add(graph);
	loop = open_loop(reader, statement, kind);
	head = kv_c_graph_add(graph);
	kv_c_graph_lead(reader, graph->current, head, KV_EDGE_ALWAYS, 0);
	graph->current = head;
	loop_at(reader, loop)->head = head;
	first = reader->unit->expressions->len;
	read_rounds(reader, loop, &parts, kind, behind);
	if (parts.has_step)
		step = last_item(reader);
	mark_back(reader, head);
	count_rounds(reader, loop, start, first, step, parts.has_condition);
	graph->current = behind;
	graph->loop = outer;
	graph->on_break = on_break;
	graph->on_continue = on_continue;
}
