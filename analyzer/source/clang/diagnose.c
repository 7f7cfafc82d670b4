/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "source/clang/reader.h"

/* More than this is not worth reading. */
enum { DIAGNOSTICS_MAX = 100 };

typedef struct {
	kv_reader *reader;
	char *outside;	/* a file that must not be read */
	char *includer; /* who includes it */
	unsigned line;
} inclusion_visit;

static bool is_below(const char *path, const char *folder)
{
	size_t length = strlen(folder);

	return strncmp(path, folder, length) == 0 &&
	       (path[length] == '/' || (length > 0 && folder[length - 1] == '/'));
}

static bool may_be_read(const kv_parse_request *request, const char *path)
{
	g_autofree char *real = realpath(path, NULL);

	if (!real)
		return g_str_has_prefix(path, KV_MEMORY_FOLDER);
	if (is_below(real, request->home))
		return true;
	for (guint i = 0; request->roots[i]; i++) {
		if (is_below(real, request->roots[i]))
			return true;
	}
	return false;
}

static void visit_inclusion(CXFile file, CXSourceLocation *stack, unsigned depth, CXClientData data)
{
	inclusion_visit *visit = data;
	CXString name = clang_getFileName(file);
	const char *path = clang_getCString(name);

	if (!visit->outside && depth > 0 && path && !may_be_read(visit->reader->request, path)) {
		kv_c_place place = kv_reader_place(visit->reader, stack[0]);

		visit->outside = g_strdup(path);
		visit->includer = g_strdup(place.file ? place.file : visit->reader->request->path);
		visit->line = place.line;
	}
	clang_disposeString(name);
}

gboolean kv_reader_check_inclusions(kv_reader *reader, GError **error)
{
	inclusion_visit visit = {.reader = reader};
	g_autofree char *outside = NULL, *includer = NULL;

	clang_getInclusions(reader->unit_of_clang, visit_inclusion, &visit);
	outside = visit.outside;
	includer = visit.includer;
	if (!outside)
		return TRUE;
	g_set_error(error, KV_ERROR, KV_ERROR_INPUT,
		    "%s:%u: includes %s, which is neither in the livepatch's folder nor among the "
		    "kernel's headers: it is not read. Put the file into the livepatch's folder",
		    includer, visit.line, outside);
	return FALSE;
}

/* The function whose body @place is in. */
static void mark_damaged(kv_c_unit *unit, const kv_c_place *place)
{
	for (guint i = 0; i < unit->functions->len; i++) {
		kv_c_function *function = &g_array_index(unit->functions, kv_c_function, i);

		if (function->is_defined && g_strcmp0(function->place.file, place->file) == 0 &&
		    place->line >= function->place.line && place->line <= function->last_line)
			function->is_damaged = true;
	}
}

/* "'linux/foo.h' file not found": linux/foo.h, or NULL. */
static char *missing_header(const char *text)
{
	const char *end = strstr(text, "' file not found");

	return text[0] == '\'' && end ? g_strndup(text + 1, (gsize)(end - text) - 1) : NULL;
}

/* Whether the header named at @offset of @file is the kernel's and its headers are not there. */
static bool is_expected(const kv_reader *reader, const kv_own_file *file, unsigned offset)
{
	return reader->request->headers == KV_HEADERS_STAND_IN && file && file->is_own &&
	       offset < file->size && file->text[offset] == '<';
}

static void add(kv_reader *reader, CXDiagnostic diagnostic)
{
	enum CXDiagnosticSeverity severity = clang_getDiagnosticSeverity(diagnostic);
	const char *text = kv_reader_keep(reader, clang_getDiagnosticSpelling(diagnostic));
	CXSourceLocation location = clang_getDiagnosticLocation(diagnostic);
	g_autofree char *header = missing_header(text);
	kv_c_diagnostic added = {
		.place = kv_reader_place(reader, location),
		.is_error = severity >= CXDiagnostic_Error,
	};
	unsigned offset;
	const kv_own_file *file = kv_reader_offset(reader, location, &offset);
	g_autofree char *valid = g_utf8_make_valid(text, -1);

	if (severity < CXDiagnostic_Error)
		return;
	if (header) {
		const char *kept = kv_c_unit_string(reader->unit, header);

		g_array_append_val(reader->unit->missing, kept);
		if (is_expected(reader, file, offset))
			return;
	}
	added.text = kv_c_unit_string(reader->unit, valid);
	if (file && file->is_own)
		mark_damaged(reader->unit, &added.place);
	g_array_append_val(reader->unit->diagnostics, added);
}

void kv_reader_diagnose(kv_reader *reader)
{
	unsigned count = clang_getNumDiagnostics(reader->unit_of_clang);

	for (unsigned i = 0; i < count && reader->unit->diagnostics->len < DIAGNOSTICS_MAX; i++) {
		CXDiagnostic diagnostic = clang_getDiagnostic(reader->unit_of_clang, i);

		add(reader, diagnostic);
		clang_disposeDiagnostic(diagnostic);
	}
}
