/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "source/clang/graph.h"

uint32_t kv_reader_item(kv_reader *reader, CXCursor cursor)
{
	uint32_t position = kv_reader_expression(reader, cursor);

	kv_reader_escapes(reader, position);
	g_array_append_val(kv_c_graph_block(reader->graph, reader->graph->current)->items, position);
	return position;
}

uint32_t kv_reader_condition(kv_reader *reader, CXCursor cursor, uint32_t yes, uint32_t no)
{
	CXCursor left, right, operand;
	char op[5] = "";
	uint32_t position;

	cursor = kv_cursor_bare(cursor);
	if (++reader->depth < KV_READER_DEPTH_MAX && kv_reader_is_not(reader, cursor, &operand)) {
		kv_reader_condition(reader, operand, no, yes);
		reader->depth--;
		return KV_NOWHERE;
	}
	if (reader->depth < KV_READER_DEPTH_MAX &&
	    kv_reader_is_logical(reader, cursor, &left, &right, op)) {
		uint32_t second = kv_c_graph_add(reader->graph);

		if (op[0] == '&')
			kv_reader_condition(reader, left, second, no);
		else
			kv_reader_condition(reader, left, yes, second);
		reader->graph->current = second;
		kv_reader_condition(reader, right, yes, no);
		reader->depth--;
		return KV_NOWHERE;
	}
	reader->depth--;
	position = kv_reader_expression(reader, cursor);
	kv_reader_escapes(reader, position);
	kv_reader_branch(reader, position);
	kv_c_graph_lead(reader, reader->graph->current, yes, KV_EDGE_TRUE, 0);
	kv_c_graph_lead(reader, reader->graph->current, no, KV_EDGE_FALSE, 0);
	return position;
}

static void lead_on(kv_reader *reader, uint32_t to)
{
	kv_c_graph_lead(reader, reader->graph->current, to, KV_EDGE_ALWAYS, 0);
}

/* What stands behind a jump is reached, if at all, through a label. */
static void begin_unreached(kv_reader *reader)
{
	reader->graph->current = kv_c_graph_add(reader->graph);
}

static void read_if(kv_reader *reader, const kv_cursors *parts)
{
	uint32_t then = kv_c_graph_add(reader->graph), behind;
	uint32_t otherwise = kv_c_graph_add(reader->graph);
	uint32_t end;

	if (parts->len < 2)
		return;
	kv_reader_condition(reader, g_array_index(parts, CXCursor, 0), then, otherwise);
	reader->graph->current = then;
	kv_reader_statement(reader, g_array_index(parts, CXCursor, 1));
	end = reader->graph->current;
	reader->graph->current = otherwise;
	if (parts->len > 2)
		kv_reader_statement(reader, g_array_index(parts, CXCursor, 2));
	behind = kv_c_graph_add(reader->graph);
	lead_on(reader, behind);
	kv_c_graph_lead(reader, end, behind, KV_EDGE_ALWAYS, 0);
	reader->graph->current = behind;
}

static void read_switch(kv_reader *reader, const kv_cursors *parts)
{
	kv_c_graph *graph = reader->graph;
	uint32_t on_break = graph->on_break, on_case = graph->on_case;
	bool has_default = graph->has_default;
	uint32_t position, behind;

	if (parts->len < 2)
		return;
	position = kv_reader_expression(reader, g_array_index(parts, CXCursor, 0));
	kv_reader_escapes(reader, position);
	graph->on_case = kv_reader_branch(reader, position);
	graph->on_break = behind = kv_c_graph_add(graph);
	graph->has_default = false;
	begin_unreached(reader);
	kv_reader_statement(reader, g_array_index(parts, CXCursor, 1));
	lead_on(reader, behind);
	if (!graph->has_default)
		kv_c_graph_lead(reader, graph->on_case, behind, KV_EDGE_DEFAULT, 0);
	graph->current = behind;
	graph->on_break = on_break;
	graph->on_case = on_case;
	graph->has_default = has_default;
}

/* Also default. */
static void read_case(kv_reader *reader, const kv_cursors *parts, bool is_default)
{
	kv_c_graph *graph = reader->graph;
	uint32_t target = kv_c_graph_add(graph);
	int64_t value = 0;

	lead_on(reader, target);
	if (parts->len > 1 && !is_default) {
		CXEvalResult result = clang_Cursor_Evaluate(g_array_index(parts, CXCursor, 0));

		if (result) {
			value = clang_EvalResult_getAsLongLong(result);
			clang_EvalResult_dispose(result);
		}
	}
	if (graph->on_case != KV_NOWHERE)
		kv_c_graph_lead(reader, graph->on_case, target,
			      is_default ? KV_EDGE_DEFAULT : KV_EDGE_CASE, value);
	graph->has_default |= is_default;
	graph->current = target;
	if (parts->len > 0)
		kv_reader_statement(reader, g_array_index(parts, CXCursor, parts->len - 1));
}

static void read_jump(kv_reader *reader, uint32_t to)
{
	if (to != KV_NOWHERE)
		lead_on(reader, to);
	begin_unreached(reader);
}

static kv_jump jump_of(kv_reader *reader, CXCursor cursor, const char *label)
{
	return (kv_jump){
		.label = label,
		.block = reader->graph->current,
		.place = kv_reader_place(reader, clang_getCursorLocation(cursor)),
	};
}

static void read_label(kv_reader *reader, CXCursor statement, const kv_cursors *parts)
{
	const char *name = kv_reader_keep(reader, clang_getCursorSpelling(statement));
	uint32_t target = kv_c_graph_add(reader->graph);
	kv_jump label;

	lead_on(reader, target);
	reader->graph->current = target;
	label = jump_of(reader, statement, name);
	g_array_append_val(reader->graph->labels, label);
	for (guint i = 0; i < parts->len; i++)
		kv_reader_statement(reader, g_array_index(parts, CXCursor, i));
}

static void read_goto(kv_reader *reader, CXCursor statement, const kv_cursors *parts)
{
	if (parts->len > 0) {
		const char *name = kv_reader_keep(
			reader, clang_getCursorSpelling(g_array_index(parts, CXCursor, 0)));
		kv_jump jump = jump_of(reader, statement, name);

		g_array_append_val(reader->graph->gotos, jump);
	}
	begin_unreached(reader);
}

static void read_return(kv_reader *reader, CXCursor statement, const kv_cursors *parts)
{
	uint32_t position = kv_reader_add_expression(reader, KV_EXPR_RETURN, statement);
	uint32_t operand;

	if (parts->len > 0) {
		operand = kv_reader_expression(reader, g_array_index(parts, CXCursor, 0));
		kv_reader_add_operand(reader, position, operand);
	}
	kv_reader_escapes(reader, position);
	g_array_append_val(kv_c_graph_block(reader->graph, reader->graph->current)->items, position);
	begin_unreached(reader);
}

static void read_local(kv_reader *reader, CXCursor declaration)
{
	CXCursor value = clang_Cursor_getVarDeclInitializer(declaration);
	uint32_t variable = kv_reader_variable(reader, declaration);
	uint32_t position = kv_reader_add_expression(reader, KV_EXPR_DECLARE, declaration);
	kv_c_variable *known;
	uint32_t operand = KV_NOWHERE;

	kv_reader_at(reader, position)->name = kv_c_unit_variable(reader->unit, variable)->name;
	kv_reader_at(reader, position)->name_kind = KV_NAME_VARIABLE;
	kv_reader_at(reader, position)->target = variable;
	if (!clang_Cursor_isNull(value)) {
		operand = kv_reader_expression(reader, value);
		kv_reader_add_operand(reader, position, operand);
	}
	known = &g_array_index(reader->unit->variables, kv_c_variable, variable);
	known->value = operand;
	kv_reader_escapes(reader, position);
	/* A static one is initialised once, before any code runs. */
	if (!known->is_static)
		g_array_append_val(kv_c_graph_block(reader->graph, reader->graph->current)->items,
				   position);
}

static void read_declarations(kv_reader *reader, const kv_cursors *parts)
{
	for (guint i = 0; i < parts->len; i++) {
		CXCursor part = g_array_index(parts, CXCursor, i);

		if (clang_getCursorKind(part) == CXCursor_VarDecl)
			read_local(reader, part);
	}
}

static void read_all(kv_reader *reader, const kv_cursors *parts)
{
	for (guint i = 0; i < parts->len; i++)
		kv_reader_statement(reader, g_array_index(parts, CXCursor, i));
}

static void read_kind(kv_reader *reader, CXCursor statement, const kv_cursors *parts)
{
	enum CXCursorKind kind = clang_getCursorKind(statement);

	switch (kind) {
	case CXCursor_CompoundStmt:
		read_all(reader, parts);
		return;
	case CXCursor_DeclStmt:
		read_declarations(reader, parts);
		return;
	case CXCursor_IfStmt:
		read_if(reader, parts);
		return;
	case CXCursor_SwitchStmt:
		read_switch(reader, parts);
		return;
	case CXCursor_CaseStmt:
	case CXCursor_DefaultStmt:
		read_case(reader, parts, kind == CXCursor_DefaultStmt);
		return;
	case CXCursor_WhileStmt:
		kv_reader_loop(reader, statement, KV_C_LOOP_WHILE);
		return;
	case CXCursor_DoStmt:
		kv_reader_loop(reader, statement, KV_C_LOOP_DO);
		return;
	case CXCursor_ForStmt:
		kv_reader_loop(reader, statement, KV_C_LOOP_FOR);
		return;
	case CXCursor_BreakStmt:
		read_jump(reader, reader->graph->on_break);
		return;
	case CXCursor_ContinueStmt:
		read_jump(reader, reader->graph->on_continue);
		return;
	case CXCursor_LabelStmt:
		read_label(reader, statement, parts);
		return;
	case CXCursor_GotoStmt:
		read_goto(reader, statement, parts);
		return;
	case CXCursor_ReturnStmt:
		read_return(reader, statement, parts);
		return;
	default:
		if (clang_isExpression(kind))
			kv_reader_item(reader, statement);
		else
			read_all(reader, parts);
		return;
	}
}

void kv_reader_statement(kv_reader *reader, CXCursor statement)
{
	g_autoptr(kv_cursors) parts = NULL;
	enum CXCursorKind kind = clang_getCursorKind(statement);

	if (reader->depth >= KV_READER_DEPTH_MAX ||
	    reader->unit->expressions->len >= KV_PARSE_ELEMENTS_MAX ||
	    !(clang_isStatement(kind) || clang_isExpression(kind)))
		return;
	reader->depth++;
	parts = kv_cursor_children(statement);
	read_kind(reader, statement, parts);
	reader->depth--;
}

void kv_reader_statements(kv_reader *reader, CXCursor compound)
{
	kv_reader_statement(reader, compound);
}

void kv_reader_body(kv_reader *reader, uint32_t position, CXCursor body)
{
	reader->function = position;
	reader->graph = kv_c_graph_new(reader->unit->blocks->len);
	kv_reader_statement(reader, body);
	kv_c_graph_resolve(reader);
	kv_c_graph_close(reader, position);
	g_clear_pointer(&reader->graph, kv_c_graph_free);
	reader->function = KV_NOWHERE;
}
