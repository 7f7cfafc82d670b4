/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "source/clang/reader.h"

static bool is_expression(CXCursor cursor)
{
	enum CXCursorKind kind = clang_getCursorKind(cursor);

	return clang_isExpression(kind) || kind == CXCursor_CompoundStmt;
}

/* The operands of @cursor: its children that are expressions. */
static kv_cursors *operands_of(CXCursor cursor)
{
	kv_cursors *children = kv_cursor_children(cursor);

	for (guint i = children->len; i > 0; i--) {
		if (!is_expression(g_array_index(children, CXCursor, i - 1)))
			g_array_remove_index(children, i - 1);
	}
	return children;
}

static bool is_cover(enum CXCursorKind kind)
{
	return kind == CXCursor_ParenExpr || kind == CXCursor_UnexposedExpr ||
	       kind == CXCursor_CStyleCastExpr;
}

/* __builtin_expect(x, y) is what likely() and unlikely() are made of. */
static bool is_expect(CXCursor cursor)
{
	CXString name = clang_getCursorSpelling(cursor);
	const char *text = clang_getCString(name);
	bool result = clang_getCursorKind(cursor) == CXCursor_CallExpr && text &&
		      strcmp(text, "__builtin_expect") == 0;

	clang_disposeString(name);
	return result;
}

CXCursor kv_cursor_bare(CXCursor cursor)
{
	for (guint i = 0; i < 64; i++) {
		g_autoptr(kv_cursors) operands = NULL;
		bool expect = is_expect(cursor);

		if (!expect && !is_cover(clang_getCursorKind(cursor)))
			break;
		operands = operands_of(cursor);
		if (expect ? operands->len < 2 : operands->len != 1)
			break;
		cursor = g_array_index(operands, CXCursor, expect ? 1 : 0);
	}
	return cursor;
}

kv_expr *kv_reader_at(kv_reader *reader, uint32_t position)
{
	return &g_array_index(reader->unit->expressions, kv_expr, position);
}

void kv_reader_add_operand(kv_reader *reader, uint32_t position, uint32_t operand)
{
	uint32_t *link = &kv_reader_at(reader, position)->first;

	while (*link != KV_NOWHERE)
		link = &kv_reader_at(reader, *link)->next;
	*link = operand;
}

uint32_t kv_reader_link(kv_reader *reader, uint32_t position, uint32_t last, uint32_t operand)
{
	if (last == KV_NOWHERE)
		kv_reader_at(reader, position)->first = operand;
	else
		kv_reader_at(reader, last)->next = operand;
	return operand;
}

uint32_t kv_reader_add_expression(kv_reader *reader, kv_expr_kind kind, CXCursor cursor)
{
	CXType type = clang_getCursorType(cursor);
	CXType target = clang_getPointeeType(clang_getCanonicalType(type));
	kv_expr expression = {
		.kind = kind,
		.target = KV_NOWHERE,
		.first = KV_NOWHERE,
		.next = KV_NOWHERE,
		.function = reader->graph ? reader->function : KV_NOWHERE,
		.size = kv_reader_size(reader, type),
		.pointee = -1,
	};
	CXSourceLocation location = clang_getRangeStart(clang_getCursorExtent(cursor));

	expression.place = kv_reader_place(reader, location);
	expression.macro = kv_reader_macro(reader, location);
	expression.text = kv_reader_text(reader, cursor);
	expression.type = kv_reader_type_name(reader, type);
	if (target.kind != CXType_Invalid)
		expression.pointee = kv_reader_size(reader, target);
	g_array_append_val(reader->unit->expressions, expression);
	return reader->unit->expressions->len - 1;
}

static void evaluate(kv_reader *reader, uint32_t position, CXCursor cursor)
{
	CXEvalResult result = clang_Cursor_Evaluate(cursor);

	if (!result)
		return;
	if (clang_EvalResult_getKind(result) == CXEval_Int) {
		kv_expr *expression = kv_reader_at(reader, position);

		expression->has_value = true;
		expression->value = clang_EvalResult_getAsLongLong(result);
	}
	clang_EvalResult_dispose(result);
}

/* Evaluates an expression all of whose operands have values. */
static void evaluate_whole(kv_reader *reader, uint32_t position, CXCursor cursor)
{
	uint32_t operand = kv_reader_at(reader, position)->first;

	if (operand == KV_NOWHERE)
		return;
	for (; operand != KV_NOWHERE; operand = kv_reader_at(reader, operand)->next) {
		if (!kv_reader_at(reader, operand)->has_value)
			return;
	}
	evaluate(reader, position, cursor);
}

static uint32_t with_operands(kv_reader *reader, kv_expr_kind kind, CXCursor cursor)
{
	g_autoptr(kv_cursors) operands = operands_of(cursor);
	uint32_t position = kv_reader_add_expression(reader, kind, cursor);
	uint32_t last = KV_NOWHERE;

	for (guint i = 0; i < operands->len; i++) {
		uint32_t operand =
			kv_reader_expression(reader, g_array_index(operands, CXCursor, i));

		last = kv_reader_link(reader, position, last, operand);
	}
	return position;
}

static uint32_t add_name(kv_reader *reader, CXCursor cursor)
{
	uint32_t position = kv_reader_add_expression(reader, KV_EXPR_NAME, cursor);
	CXCursor meant = clang_getCursorReferenced(cursor);
	const char *name = kv_reader_keep(reader, clang_getCursorSpelling(cursor));
	uint32_t target = KV_NOWHERE;
	kv_name_kind kind = KV_NAME_UNKNOWN;

	switch (clang_getCursorKind(meant)) {
	case CXCursor_FunctionDecl:
		kind = KV_NAME_FUNCTION;
		target = kv_reader_function(reader, meant);
		break;
	case CXCursor_VarDecl:
	case CXCursor_ParmDecl:
		kind = KV_NAME_VARIABLE;
		target = kv_reader_variable(reader, meant);
		break;
	case CXCursor_EnumConstantDecl:
		kind = KV_NAME_ENUMERATOR;
		kv_reader_at(reader, position)->has_value = true;
		kv_reader_at(reader, position)->value = clang_getEnumConstantDeclValue(meant);
		break;
	default:
		break;
	}
	kv_reader_at(reader, position)->name = name;
	kv_reader_at(reader, position)->name_kind = kind;
	kv_reader_at(reader, position)->target = target;
	return position;
}

/* libclang spells a string with quotes around it, and C's escapes in it. */
static uint32_t add_string(kv_reader *reader, CXCursor cursor)
{
	uint32_t position = kv_reader_add_expression(reader, KV_EXPR_STRING, cursor);
	g_autofree char *spelled =
		g_strdup(kv_reader_keep(reader, clang_getCursorSpelling(cursor)));
	gsize length = strlen(spelled);
	g_autofree char *plain = NULL, *valid = NULL;

	if (length < 2 || spelled[0] != '"' || spelled[length - 1] != '"')
		return position;
	spelled[length - 1] = '\0';
	plain = g_strcompress(spelled + 1);
	valid = g_utf8_make_valid(plain, -1);
	kv_reader_at(reader, position)->name = kv_c_unit_string(reader->unit, valid);
	return position;
}

/* Members of unnamed structures are reached through a member without a name, which is left out. */
static uint32_t add_member(kv_reader *reader, CXCursor cursor)
{
	const char *name = kv_reader_keep(reader, clang_getCursorSpelling(cursor));
	g_autoptr(kv_cursors) operands = operands_of(cursor);
	CXType base;
	uint32_t position;

	if (!name[0] && operands->len == 1)
		return kv_reader_expression(reader, g_array_index(operands, CXCursor, 0));
	position = kv_reader_add_expression(reader, KV_EXPR_MEMBER, cursor);
	kv_reader_at(reader, position)->name = name;
	for (guint i = 0; i < operands->len; i++) {
		CXCursor operand = g_array_index(operands, CXCursor, i);
		uint32_t added;

		base = clang_getCanonicalType(clang_getCursorType(operand));
		if (base.kind == CXType_Pointer)
			g_strlcpy(kv_reader_at(reader, position)->op, "->", 5);
		else
			g_strlcpy(kv_reader_at(reader, position)->op, ".", 5);
		added = kv_reader_expression(reader, operand);
		kv_reader_add_operand(reader, position, added);
	}
	return position;
}

static void add_call_record(kv_reader *reader, uint32_t position)
{
	const kv_expr *expression = kv_reader_at(reader, position);
	kv_c_call call = {
		.expression = position,
		.function = expression->function,
		.callee = KV_NOWHERE,
		.macro = expression->macro,
		.block = kv_reader_block(reader),
		.variable = KV_NOWHERE,
	};
	const kv_expr *callee = kv_c_unit_expr(reader->unit, expression->first);

	if (callee && callee->kind == KV_EXPR_NAME && callee->name_kind == KV_NAME_FUNCTION) {
		call.callee = callee->target;
		call.name = callee->name;
	}
	for (const kv_expr *operand = callee; operand;
	     operand = kv_c_unit_expr(reader->unit, operand->next))
		call.argument_count++;
	call.argument_count -= callee != NULL;
	g_array_append_val(reader->unit->calls, call);
}

static uint32_t add_call(kv_reader *reader, CXCursor cursor)
{
	uint32_t position = with_operands(reader, KV_EXPR_CALL, cursor);

	add_call_record(reader, position);
	return position;
}

static uint32_t add_unary(kv_reader *reader, CXCursor cursor)
{
	g_autoptr(kv_cursors) operands = operands_of(cursor);
	uint32_t position = with_operands(reader, KV_EXPR_UNARY, cursor);
	char op[5] = "";

	if (operands->len == 1)
		kv_reader_unary_operator(reader, cursor, g_array_index(operands, CXCursor, 0), op);
	if (op[0] == '\0') {
		CXType outer = clang_getCanonicalType(clang_getCursorType(cursor));
		CXType inner = clang_getCanonicalType(
			clang_getCursorType(g_array_index(operands, CXCursor, 0)));

		/* Hidden by a macro: the types tell & and *, which matter most. */
		if (outer.kind == CXType_Pointer &&
		    clang_equalTypes(clang_getCanonicalType(clang_getPointeeType(outer)), inner))
			g_strlcpy(op, "&", sizeof(op));
		else if (inner.kind == CXType_Pointer &&
			 clang_equalTypes(clang_getCanonicalType(clang_getPointeeType(inner)),
					  outer))
			g_strlcpy(op, "*", sizeof(op));
	}
	g_strlcpy(kv_reader_at(reader, position)->op, op, 5);
	evaluate_whole(reader, position, cursor);
	return position;
}

/*
 * Whether the operator between @left and something is one that stores, seen from the tree alone:
 * the value of @left is not read, which would be a cast of its own.
 */
static bool stores(CXCursor whole, CXCursor left)
{
	CXType to = clang_getCanonicalType(clang_getCursorType(left));

	while (clang_getCursorKind(left) == CXCursor_ParenExpr) {
		g_autoptr(kv_cursors) inner = operands_of(left);

		if (inner->len != 1)
			return false;
		left = g_array_index(inner, CXCursor, 0);
	}
	switch (clang_getCursorKind(left)) {
	case CXCursor_DeclRefExpr:
	case CXCursor_MemberRefExpr:
	case CXCursor_ArraySubscriptExpr:
	case CXCursor_UnaryOperator:
		return clang_equalTypes(to, clang_getCanonicalType(clang_getCursorType(whole)));
	default:
		return false;
	}
}

static bool is_logical(const char *op)
{
	return strcmp(op, "&&") == 0 || strcmp(op, "||") == 0;
}

/* The right side of && and || runs only when the left side lets it. */
static void add_second(kv_reader *reader, uint32_t position, const char *op, CXCursor right)
{
	bool branches = reader->graph && is_logical(op);
	kv_edge_kind on = op[0] == '&' ? KV_EDGE_TRUE : KV_EDGE_FALSE;
	uint32_t from = KV_NOWHERE;

	if (branches) {
		from = kv_reader_branch(reader, kv_reader_at(reader, position)->first);
		kv_reader_enter(reader, from, on);
	}
	kv_reader_add_operand(reader, position, kv_reader_expression(reader, right));
	if (branches)
		kv_reader_join(reader, from, on == KV_EDGE_TRUE ? KV_EDGE_FALSE : KV_EDGE_TRUE);
}

static uint32_t add_binary(kv_reader *reader, CXCursor cursor)
{
	g_autoptr(kv_cursors) operands = operands_of(cursor);
	kv_expr_kind kind = KV_EXPR_BINARY;
	char op[5] = "";
	CXCursor left, right;
	uint32_t position;

	if (operands->len != 2)
		return with_operands(reader, KV_EXPR_OTHER, cursor);
	left = g_array_index(operands, CXCursor, 0);
	right = g_array_index(operands, CXCursor, 1);
	kv_reader_binary_operator(reader, left, right, op);
	if (clang_getCursorKind(cursor) == CXCursor_CompoundAssignOperator || strcmp(op, "=") == 0)
		kind = KV_EXPR_ASSIGN;
	if (op[0] == '\0' && kind == KV_EXPR_BINARY && stores(cursor, left)) {
		kind = KV_EXPR_ASSIGN;
		g_strlcpy(op, "=", sizeof(op));
	}
	position = kv_reader_add_expression(reader, kind, cursor);
	g_strlcpy(kv_reader_at(reader, position)->op, op, 5);
	kv_reader_add_operand(reader, position, kv_reader_expression(reader, left));
	add_second(reader, position, op, right);
	if (kind == KV_EXPR_BINARY)
		evaluate_whole(reader, position, cursor);
	return position;
}

static uint32_t add_conditional(kv_reader *reader, CXCursor cursor)
{
	g_autoptr(kv_cursors) operands = operands_of(cursor);
	uint32_t position, asked, end;

	if (operands->len != 3 || !reader->graph)
		return with_operands(reader, KV_EXPR_CONDITIONAL, cursor);
	position = kv_reader_add_expression(reader, KV_EXPR_CONDITIONAL, cursor);
	kv_reader_add_operand(reader, position,
			      kv_reader_expression(reader, g_array_index(operands, CXCursor, 0)));
	asked = kv_reader_branch(reader, kv_reader_at(reader, position)->first);
	kv_reader_enter(reader, asked, KV_EDGE_TRUE);
	kv_reader_add_operand(reader, position,
			      kv_reader_expression(reader, g_array_index(operands, CXCursor, 1)));
	end = kv_reader_block(reader);
	kv_reader_enter(reader, asked, KV_EDGE_FALSE);
	kv_reader_add_operand(reader, position,
			      kv_reader_expression(reader, g_array_index(operands, CXCursor, 2)));
	kv_reader_join(reader, end, KV_EDGE_ALWAYS);
	evaluate_whole(reader, position, cursor);
	return position;
}

static uint32_t add_sizeof(kv_reader *reader, CXCursor cursor)
{
	uint32_t position = kv_reader_add_expression(reader, KV_EXPR_SIZEOF, cursor);
	g_autoptr(kv_cursors) children = kv_cursor_children(cursor);
	CXType measured = {0};

	for (guint i = 0; i < children->len; i++) {
		CXCursor child = g_array_index(children, CXCursor, i);

		if (clang_isExpression(clang_getCursorKind(child)) ||
		    clang_getCursorKind(child) == CXCursor_TypeRef)
			measured = clang_getCursorType(child);
	}
	if (measured.kind != CXType_Invalid)
		kv_reader_at(reader, position)->name = kv_reader_type_name(reader, measured);
	/* Of a type that is not the kernel's, the size says nothing. */
	if (measured.kind == CXType_Invalid || kv_reader_size(reader, measured) >= 0)
		evaluate(reader, position, cursor);
	return position;
}

static uint32_t add_statements(kv_reader *reader, CXCursor cursor)
{
	g_autoptr(kv_cursors) children = kv_cursor_children(cursor);

	if (reader->graph && children->len == 1)
		kv_reader_statements(reader, g_array_index(children, CXCursor, 0));
	return kv_reader_add_expression(reader, KV_EXPR_STATEMENTS, cursor);
}

static uint32_t add_other(kv_reader *reader, CXCursor cursor)
{
	uint32_t position = with_operands(reader, KV_EXPR_OTHER, cursor);

	evaluate_whole(reader, position, cursor);
	return position;
}

static uint32_t add_number(kv_reader *reader, CXCursor cursor)
{
	uint32_t position = kv_reader_add_expression(reader, KV_EXPR_NUMBER, cursor);

	evaluate(reader, position, cursor);
	return position;
}

static uint32_t convert(kv_reader *reader, CXCursor cursor)
{
	switch (clang_getCursorKind(cursor)) {
	case CXCursor_DeclRefExpr:
		return add_name(reader, cursor);
	case CXCursor_MemberRefExpr:
		return add_member(reader, cursor);
	case CXCursor_CallExpr:
		return add_call(reader, cursor);
	case CXCursor_IntegerLiteral:
	case CXCursor_CharacterLiteral:
		return add_number(reader, cursor);
	case CXCursor_StringLiteral:
		return add_string(reader, cursor);
	case CXCursor_ArraySubscriptExpr:
		return with_operands(reader, KV_EXPR_INDEX, cursor);
	case CXCursor_UnaryOperator:
		return add_unary(reader, cursor);
	case CXCursor_BinaryOperator:
	case CXCursor_CompoundAssignOperator:
		return add_binary(reader, cursor);
	case CXCursor_ConditionalOperator:
		return add_conditional(reader, cursor);
	case CXCursor_UnaryExpr:
		return add_sizeof(reader, cursor);
	case CXCursor_StmtExpr:
		return add_statements(reader, cursor);
	case CXCursor_InitListExpr:
		return kv_reader_list(reader, cursor);
	default:
		return add_other(reader, cursor);
	}
}

uint32_t kv_reader_expression(kv_reader *reader, CXCursor cursor)
{
	uint32_t position;

	cursor = kv_cursor_bare(cursor);
	if (clang_getCursorKind(cursor) == CXCursor_CompoundLiteralExpr) {
		g_autoptr(kv_cursors) operands = operands_of(cursor);

		if (operands->len == 1)
			cursor = g_array_index(operands, CXCursor, 0);
	}
	if (reader->depth >= KV_READER_DEPTH_MAX ||
	    reader->unit->expressions->len >= KV_PARSE_ELEMENTS_MAX)
		return kv_reader_add_expression(reader, KV_EXPR_OTHER, cursor);
	reader->depth++;
	position = convert(reader, cursor);
	reader->depth--;
	return position;
}

bool kv_reader_is_logical(kv_reader *reader, CXCursor cursor, CXCursor *left, CXCursor *right,
			  char op[5])
{
	g_autoptr(kv_cursors) operands = NULL;

	if (clang_getCursorKind(cursor) != CXCursor_BinaryOperator)
		return false;
	operands = operands_of(cursor);
	if (operands->len != 2)
		return false;
	*left = g_array_index(operands, CXCursor, 0);
	*right = g_array_index(operands, CXCursor, 1);
	kv_reader_binary_operator(reader, *left, *right, op);
	return is_logical(op);
}

bool kv_reader_is_not(kv_reader *reader, CXCursor cursor, CXCursor *operand)
{
	g_autoptr(kv_cursors) operands = NULL;
	const char *macro;
	CXCursor bare;
	char op[5] = "";

	if (clang_getCursorKind(cursor) != CXCursor_UnaryOperator)
		return false;
	operands = operands_of(cursor);
	if (operands->len != 1)
		return false;
	*operand = g_array_index(operands, CXCursor, 0);
	kv_reader_unary_operator(reader, cursor, *operand, op);
	if (strcmp(op, "!") == 0)
		return true;
	macro = kv_reader_macro(reader, clang_getRangeStart(clang_getCursorExtent(cursor)));
	bare = kv_cursor_bare(*operand);
	/* likely(x) and unlikely(x) have !!(x) inside. */
	return op[0] == '\0' && macro && strstr(macro, "likely") &&
	       clang_getCursorKind(bare) == CXCursor_UnaryOperator;
}
