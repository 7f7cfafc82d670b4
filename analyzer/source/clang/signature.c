/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "source/clang/reader.h"

/* The folder where klpvet's own headers seem to be holds what was made up, too. */
static const char made_up[] = KV_MEMORY_FOLDER "assumed.h";

/* A chain of typedefs that is longer is none that people write. */
enum { CHAIN_MAX = 32 };

/* Whether the declaration of @type was made up, so that nothing follows from it. */
static bool is_made_up(CXType type)
{
	CXCursor declaration = clang_getTypeDeclaration(type);
	CXFile file;
	CXString name;
	const char *path;
	bool result;

	clang_getSpellingLocation(clang_getCursorLocation(declaration), &file, NULL, NULL, NULL);
	name = clang_getFileName(file);
	path = clang_getCString(name);
	result = path && strcmp(path, made_up) == 0;
	clang_disposeString(name);
	return result;
}

/* @type without typedefs; false when one of them was made up. */
static bool resolve(CXType type, CXType *resolved)
{
	*resolved = clang_getCanonicalType(type);
	for (int step = 0; step < CHAIN_MAX; step++) {
		if (type.kind == CXType_Elaborated)
			type = clang_Type_getNamedType(type);
		if (type.kind != CXType_Typedef)
			return true;
		if (is_made_up(type))
			return false;
		type = clang_getTypedefDeclUnderlyingType(clang_getTypeDeclaration(type));
	}
	return false;
}

static void append_tag(CXType record, GString *text)
{
	CXCursor declaration = clang_getTypeDeclaration(record);
	CXString name = clang_getCursorSpelling(declaration);
	const char *tag = clang_getCString(name);

	/* clang 16 spells what has no name "struct (unnamed at ...)". */
	if (tag && *tag && !clang_Cursor_isAnonymous(declaration) && !strpbrk(tag, " ,():"))
		g_string_append_printf(text, ":%s", tag);
	clang_disposeString(name);
}

static void append_pointer(CXType pointee, GString *text)
{
	CXType target;

	g_string_append_c(text, 'p');
	if (resolve(pointee, &target) && target.kind == CXType_Record)
		append_tag(target, text);
}

static void append_sized(kv_reader *reader, char kind, CXType type, GString *text)
{
	int64_t size = kv_reader_size(reader, type);

	if (size < 0)
		g_string_append_c(text, '?');
	else
		g_string_append_printf(text, "%c%" G_GINT64_FORMAT, kind, size);
}

static void append_record(kv_reader *reader, CXType record, GString *text)
{
	gsize length = text->len;

	append_sized(reader, 's', record, text);
	if (text->str[length] == 's')
		append_tag(record, text);
}

/* Without the kernel's headers, only a declaration in the source says how large an enum is. */
static void append_enum(kv_reader *reader, CXType type, GString *text)
{
	if (is_made_up(type) || clang_Type_getSizeOf(type) <= 0)
		g_string_append_c(text, '?');
	else
		append_sized(reader, 'e', type, text);
}

static void append_type(kv_reader *reader, CXType type, GString *text)
{
	CXType resolved;

	if (!resolve(type, &resolved)) {
		g_string_append_c(text, '?');
		return;
	}
	switch (resolved.kind) {
	case CXType_Void:
		g_string_append_c(text, 'v');
		break;
	case CXType_Bool:
		g_string_append_c(text, 'b');
		break;
	case CXType_Char_S:
	case CXType_Char_U:
		g_string_append_c(text, 'c');
		break;
	case CXType_SChar:
	case CXType_Short:
	case CXType_Int:
	case CXType_Long:
	case CXType_LongLong:
	case CXType_Int128:
		append_sized(reader, 'i', resolved, text);
		break;
	case CXType_UChar:
	case CXType_UShort:
	case CXType_UInt:
	case CXType_ULong:
	case CXType_ULongLong:
	case CXType_UInt128:
		append_sized(reader, 'u', resolved, text);
		break;
	case CXType_Float:
	case CXType_Double:
	case CXType_LongDouble:
		append_sized(reader, 'f', resolved, text);
		break;
	case CXType_Enum:
		append_enum(reader, resolved, text);
		break;
	case CXType_Record:
		append_record(reader, resolved, text);
		break;
	case CXType_Pointer:
		append_pointer(clang_getPointeeType(resolved), text);
		break;
	/* As parameters they are pointers. */
	case CXType_ConstantArray:
	case CXType_IncompleteArray:
	case CXType_VariableArray:
		append_pointer(clang_getArrayElementType(resolved), text);
		break;
	case CXType_FunctionProto:
	case CXType_FunctionNoProto:
		g_string_append_c(text, 'p');
		break;
	default:
		g_string_append_c(text, '?');
	}
}

const char *kv_reader_signature(kv_reader *reader, CXCursor declaration)
{
	g_autoptr(GString) text = g_string_new(NULL);
	CXType type = clang_getCanonicalType(clang_getCursorType(declaration));
	int count = clang_Cursor_getNumArguments(declaration);

	append_type(reader, clang_getCursorResultType(declaration), text);
	g_string_append_c(text, '(');
	for (int i = 0; i < count; i++) {
		CXCursor parameter = clang_Cursor_getArgument(declaration, (unsigned)i);

		if (i > 0)
			g_string_append_c(text, ',');
		append_type(reader, clang_getCursorType(parameter), text);
	}
	if (clang_isFunctionTypeVariadic(type) && type.kind == CXType_FunctionProto)
		g_string_append(text, count > 0 ? ",..." : "...");
	g_string_append_c(text, ')');
	return kv_c_unit_string(reader->unit, text->str);
}
