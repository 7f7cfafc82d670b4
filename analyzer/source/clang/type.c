/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "source/clang/reader.h"

static enum CXChildVisitResult collect(CXCursor cursor, CXCursor parent, CXClientData data)
{
	g_array_append_val((kv_cursors *)data, cursor);
	return CXChildVisit_Continue;
}

kv_cursors *kv_cursor_children(CXCursor cursor)
{
	kv_cursors *children = g_array_new(FALSE, FALSE, sizeof(CXCursor));

	clang_visitChildren(cursor, collect, children);
	return children;
}

const char *kv_reader_keep(kv_reader *reader, CXString string)
{
	const char *text = clang_getCString(string);
	const char *kept = kv_c_unit_string(reader->unit, text ? text : "");

	clang_disposeString(string);
	return kept;
}

const char *kv_reader_type_name(kv_reader *reader, CXType type)
{
	return kv_reader_keep(reader, clang_getTypeSpelling(clang_getCanonicalType(type)));
}

static bool trusted(kv_reader *reader, CXType type, guint depth);

typedef struct {
	kv_reader *reader;
	guint depth;
	bool trusted;
} field_visit;

static enum CXVisitorResult visit_field(CXCursor field, CXClientData data)
{
	field_visit *visit = data;

	visit->trusted = trusted(visit->reader, clang_getCursorType(field), visit->depth);
	return visit->trusted ? CXVisit_Continue : CXVisit_Break;
}

/* Whether a structure is the livepatch's own, down to its members. */
static bool trusted_record(kv_reader *reader, CXType type, guint depth)
{
	CXCursor declaration = clang_getTypeDeclaration(type);
	unsigned offset;
	const kv_own_file *file =
		kv_reader_offset(reader, clang_getCursorLocation(declaration), &offset);
	field_visit visit = {reader, depth + 1, true};

	if (!file || !file->is_own)
		return false;
	clang_Type_visitFields(type, visit_field, &visit);
	return visit.trusted;
}

static bool trusted(kv_reader *reader, CXType type, guint depth)
{
	CXType canonical = clang_getCanonicalType(type);

	if (depth > 16)
		return false;
	switch (canonical.kind) {
	case CXType_Record:
		return trusted_record(reader, canonical, depth);
	case CXType_ConstantArray:
	case CXType_IncompleteArray:
		return trusted(reader, clang_getArrayElementType(canonical), depth + 1);
	default:
		return true;
	}
}

/* A compiler's built-in function has a type without size: to ask for it crashes libclang. */
static bool has_size(CXType type)
{
	return clang_getCanonicalType(type).kind != CXType_Unexposed;
}

int64_t kv_reader_size(kv_reader *reader, CXType type)
{
	long long size = has_size(type) ? clang_Type_getSizeOf(type) : -1;

	if (size < 0 ||
	    (reader->request->headers == KV_HEADERS_STAND_IN && !trusted(reader, type, 0)))
		return -1;
	return size;
}

/* The object behind a declaration, the same for all declarations of one thing. */
static gpointer identity(CXCursor declaration)
{
	return (gpointer)clang_getCanonicalCursor(declaration).data[0];
}

static bool is_known_word(const char *text, const char *word)
{
	return strncmp(text, word, strlen(word)) == 0;
}

/* The string that an attribute written out as section("...") has between its quotes. */
static const char *quoted(kv_reader *reader, const char *text)
{
	g_auto(GStrv) parts = g_strsplit(text, "\"", 3);

	return parts[0] && parts[1] ? kv_c_unit_string(reader->unit, parts[1]) : NULL;
}

const char *kv_reader_section(kv_reader *reader, CXCursor declaration)
{
	static const char mark[] = "klpvet section ";
	g_autoptr(kv_cursors) children = kv_cursor_children(declaration);

	for (guint i = 0; i < children->len; i++) {
		CXCursor child = g_array_index(children, CXCursor, i);
		enum CXCursorKind kind = clang_getCursorKind(child);
		const char *text;

		if (kind == CXCursor_AnnotateAttr) {
			text = kv_reader_keep(reader, clang_getCursorSpelling(child));
			if (is_known_word(text, mark))
				return kv_c_unit_string(reader->unit, text + strlen(mark));
		} else if (kind == CXCursor_UnexposedAttr) {
			text = kv_reader_text(reader, child);
			if (is_known_word(text, "section") || is_known_word(text, "__section__"))
				return quoted(reader, text);
		}
	}
	return NULL;
}

const char *kv_reader_assembler_name(kv_reader *reader, CXCursor declaration)
{
	g_autoptr(kv_cursors) children = kv_cursor_children(declaration);

	for (guint i = 0; i < children->len; i++) {
		CXCursor child = g_array_index(children, CXCursor, i);

		if (clang_getCursorKind(child) == CXCursor_AsmLabelAttr)
			return kv_reader_keep(reader, clang_getCursorSpelling(child));
	}
	return NULL;
}

uint32_t kv_reader_function(kv_reader *reader, CXCursor declaration)
{
	gpointer key = identity(declaration);
	gpointer known = g_hash_table_lookup(reader->functions, key);
	kv_c_function function = {0};

	if (known)
		return GPOINTER_TO_UINT(known) - 1;
	function.name = kv_reader_keep(reader, clang_getCursorSpelling(declaration));
	function.place = kv_reader_place(reader, clang_getCursorLocation(declaration));
	function.last_line = function.place.line;
	function.type = kv_reader_type_name(reader, clang_getCursorType(declaration));
	function.section = kv_reader_section(reader, declaration);
	function.assembler_name = kv_reader_assembler_name(reader, declaration);
	function.is_static = clang_Cursor_getStorageClass(declaration) == CX_SC_Static;
	function.is_inline = clang_Cursor_isFunctionInlined(declaration);
	g_array_append_val(reader->unit->functions, function);
	g_hash_table_insert(reader->functions, key, GUINT_TO_POINTER(reader->unit->functions->len));
	return reader->unit->functions->len - 1;
}

/* Whether nothing of @type can be assigned to. */
static bool is_constant(CXType type)
{
	type = clang_getCanonicalType(type);
	for (int i = 0; i < 8; i++) {
		CXType element = clang_getArrayElementType(type);

		/* Of an array, either it or its elements carry the qualifier. */
		if (clang_isConstQualifiedType(type) || element.kind == CXType_Invalid)
			break;
		type = element;
	}
	return clang_isConstQualifiedType(type);
}

uint32_t kv_reader_variable(kv_reader *reader, CXCursor declaration)
{
	gpointer key = identity(declaration);
	gpointer known = g_hash_table_lookup(reader->variables, key);
	CXType type = clang_getCursorType(declaration);
	kv_c_variable variable = {.function = KV_NOWHERE, .value = KV_NOWHERE};
	CXCursor parent;

	if (known)
		return GPOINTER_TO_UINT(known) - 1;
	parent = clang_getCursorSemanticParent(declaration);
	variable.macro = kv_reader_macro(reader, clang_getCursorLocation(declaration));
	variable.name = kv_reader_keep(reader, clang_getCursorSpelling(declaration));
	variable.place = kv_reader_place(reader, clang_getCursorLocation(declaration));
	variable.is_parameter = clang_getCursorKind(declaration) == CXCursor_ParmDecl;
	if (clang_getCursorKind(parent) == CXCursor_FunctionDecl || variable.is_parameter)
		variable.function = reader->function;
	variable.is_static = clang_Cursor_getStorageClass(declaration) == CX_SC_Static;
	variable.is_extern = clang_Cursor_getStorageClass(declaration) == CX_SC_Extern;
	variable.is_const = is_constant(type);
	variable.type = kv_reader_type_name(reader, type);
	variable.size = kv_reader_size(reader, type);
	variable.elements = clang_getArraySize(clang_getCanonicalType(type));
	if (!variable.is_parameter)
		variable.section = kv_reader_section(reader, declaration);
	g_array_append_val(reader->unit->variables, variable);
	g_hash_table_insert(reader->variables, key, GUINT_TO_POINTER(reader->unit->variables->len));
	return reader->unit->variables->len - 1;
}

static enum CXVisitorResult visit_member(CXCursor field, CXClientData data)
{
	CXString name = clang_getCursorSpelling(field);

	g_ptr_array_add(data, g_strdup(clang_getCString(name) ? clang_getCString(name) : ""));
	clang_disposeString(name);
	return CXVisit_Continue;
}

GPtrArray *kv_reader_members(kv_reader *reader, CXType type)
{
	CXType canonical = clang_getCanonicalType(type);
	GPtrArray *names;

	if (canonical.kind != CXType_Record)
		return NULL;
	names = g_ptr_array_new_with_free_func(g_free);
	clang_Type_visitFields(canonical, visit_member, names);
	return names;
}
