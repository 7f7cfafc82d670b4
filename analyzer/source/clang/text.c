/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "source/clang/reader.h"

/* How much of an expression messages quote. */
enum { TEXT_MAX = 120 };

/* The canonical path of @file as messages call it: that of the input, or as it was found. */
static char *path_of(const kv_reader *reader, CXFile file, bool *is_own)
{
	CXString real = clang_File_tryGetRealPathName(file);
	CXString name = clang_getFileName(file);
	const char *text = clang_getCString(real);
	size_t home = strlen(reader->request->home);
	char *path;

	if (!text || !text[0])
		text = clang_getCString(name);
	*is_own = text && strncmp(text, reader->request->home, home) == 0 && text[home] == '/';
	path = g_strdup(clang_getCString(name) ? clang_getCString(name) : "");
	clang_disposeString(real);
	clang_disposeString(name);
	return path;
}

/* The file behind @file, looked up once. */
static const kv_own_file *own_file(kv_reader *reader, CXFile file)
{
	kv_own_file *known;
	g_autofree char *path = NULL;

	if (!file)
		return NULL;
	known = g_hash_table_lookup(reader->files, file);
	if (known)
		return known;
	known = g_new0(kv_own_file, 1);
	path = path_of(reader, file, &known->is_own);
	known->name = kv_c_unit_string(reader->unit, path);
	if (known->is_own)
		known->text = clang_getFileContents(reader->unit_of_clang, file, &known->size);
	if (!known->text)
		known->size = 0;
	g_hash_table_insert(reader->files, file, known);
	return known;
}

const kv_own_file *kv_reader_offset(kv_reader *reader, CXSourceLocation location, unsigned *offset)
{
	CXFile file;

	clang_getFileLocation(location, &file, NULL, NULL, offset);
	return own_file(reader, file);
}

kv_c_place kv_reader_place(kv_reader *reader, CXSourceLocation location)
{
	kv_c_place place = {0};
	const kv_own_file *known;
	CXFile file;

	clang_getFileLocation(location, &file, &place.line, &place.column, NULL);
	known = own_file(reader, file);
	place.file = known ? known->name : NULL;
	return place;
}

static bool is_word(char c)
{
	return g_ascii_isalnum(c) || c == '_';
}

static const char *word_at(kv_reader *reader, const kv_own_file *file, unsigned offset)
{
	unsigned end = offset;
	g_autofree char *word = NULL;

	while (end < file->size && is_word(file->text[end]))
		end++;
	word = g_strndup(file->text + offset, end - offset);
	return kv_c_unit_string(reader->unit, word);
}

const char *kv_reader_macro(kv_reader *reader, CXSourceLocation location)
{
	unsigned expanded, written;
	CXFile file, other;
	const kv_own_file *known;

	clang_getExpansionLocation(location, &file, NULL, NULL, &expanded);
	clang_getFileLocation(location, &other, NULL, NULL, &written);
	known = own_file(reader, other);
	if (!known || !known->is_own || written >= known->size)
		return NULL;
	/* A location in a file is equal to the one made from its offset; one in a macro is not. */
	if (clang_equalLocations(location,
				 clang_getLocationForOffset(reader->unit_of_clang, other, written)))
		return NULL;
	/* The argument of a macro stands behind the name of the macro. */
	if (written != expanded || file != other)
		return NULL;
	return word_at(reader, known, written);
}

/* Appends [@start, @end) of @file with runs of blanks made one, and cut when long. */
static const char *reduced(kv_reader *reader, const kv_own_file *file, unsigned start, unsigned end)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *valid = NULL;

	for (unsigned i = start; i < end && i < file->size; i++) {
		char c = file->text[i];
		bool is_continued = c == '\\' && i + 1 < end && file->text[i + 1] == '\n';

		if (text->len >= TEXT_MAX) {
			g_string_append(text, "...");
			break;
		}
		if (!g_ascii_isspace(c) && !is_continued)
			g_string_append_c(text, c);
		else if (text->len > 0 && text->str[text->len - 1] != ' ')
			g_string_append_c(text, ' ');
	}
	valid = g_utf8_make_valid(text->str, (gssize)text->len);
	return kv_c_unit_string(reader->unit, g_strchomp(valid));
}

const char *kv_reader_text(kv_reader *reader, CXCursor cursor)
{
	CXSourceRange range = clang_getCursorExtent(cursor);
	unsigned start = 0, end = 0;
	const kv_own_file *file = kv_reader_offset(reader, clang_getRangeStart(range), &start);
	const kv_own_file *last = kv_reader_offset(reader, clang_getRangeEnd(range), &end);

	if (!file || file != last || !file->is_own || end <= start)
		return kv_c_unit_string(reader->unit, "");
	return reduced(reader, file, start, end);
}

static const char *const operators[] = {
	"<<=", ">>=", "==", "!=", "<=", ">=", "&&", "||", "+=", "-=", "*=", "/=",
	"%=",  "&=",  "|=", "^=", "<<", ">>", "->", "++", "--", "<",  ">",  "+",
	"-",   "*",   "/",  "%",  "&",	"|",  "^",  "=",  ",",	"!",  "~",
};

static void operator_at(const kv_own_file *file, unsigned offset, unsigned end, char op[5])
{
	for (guint i = 0; i < G_N_ELEMENTS(operators); i++) {
		size_t length = strlen(operators[i]);

		if (offset + length <= end && offset + length <= file->size &&
		    memcmp(file->text + offset, operators[i], length) == 0) {
			g_strlcpy(op, operators[i], 5);
			return;
		}
	}
}

/* The first offset from @offset on that is no blank, no comment and no closing parenthesis. */
static unsigned skip(const kv_own_file *file, unsigned offset, unsigned end)
{
	while (offset < end && offset < file->size) {
		const char *at = file->text + offset;

		if (g_ascii_isspace(*at) || *at == '\\' || *at == ')') {
			offset++;
		} else if (offset + 1 < end && at[0] == '/' && at[1] == '*') {
			const char *close = g_strstr_len(at + 2, end - offset - 2, "*/");

			offset = close ? (unsigned)(close - file->text) + 2 : end;
		} else if (offset + 1 < end && at[0] == '/' && at[1] == '/') {
			while (offset < end && file->text[offset] != '\n')
				offset++;
		} else {
			break;
		}
	}
	return offset;
}

void kv_reader_binary_operator(kv_reader *reader, CXCursor left, CXCursor right, char op[5])
{
	unsigned from = 0, to = 0;
	const kv_own_file *file =
		kv_reader_offset(reader, clang_getRangeEnd(clang_getCursorExtent(left)), &from);
	const kv_own_file *other =
		kv_reader_offset(reader, clang_getRangeStart(clang_getCursorExtent(right)), &to);

	op[0] = '\0';
	if (!file || file != other || !file->is_own || from >= to)
		return;
	operator_at(file, skip(file, from, to), to, op);
}

void kv_reader_unary_operator(kv_reader *reader, CXCursor unary, CXCursor operand, char op[5])
{
	CXSourceRange whole = clang_getCursorExtent(unary), inner = clang_getCursorExtent(operand);
	unsigned start = 0, begin = 0, end = 0, last = 0;
	const kv_own_file *file = kv_reader_offset(reader, clang_getRangeStart(whole), &start);

	op[0] = '\0';
	if (kv_reader_offset(reader, clang_getRangeStart(inner), &begin) != file ||
	    kv_reader_offset(reader, clang_getRangeEnd(inner), &end) != file ||
	    kv_reader_offset(reader, clang_getRangeEnd(whole), &last) != file || !file ||
	    !file->is_own)
		return;
	if (start < begin)
		operator_at(file, start, begin, op);
	else if (end < last)
		operator_at(file, skip(file, end, last), last, op);
}

int kv_reader_semicolons(kv_reader *reader, CXCursor statement, CXCursor cursor)
{
	unsigned start = 0, end = 0;
	const kv_own_file *file = kv_reader_offset(
		reader, clang_getRangeStart(clang_getCursorExtent(statement)), &start);
	const kv_own_file *other =
		kv_reader_offset(reader, clang_getRangeStart(clang_getCursorExtent(cursor)), &end);
	int count = 0, depth = 0;

	if (!file || file != other || !file->is_own || end <= start || end > file->size ||
	    start + 3 > file->size || memcmp(file->text + start, "for", 3) != 0)
		return -1;
	for (unsigned i = start; i < end; i++) {
		char c = file->text[i];

		depth += (c == '{') - (c == '}');
		count += c == ';' && depth == 0;
	}
	return count;
}
