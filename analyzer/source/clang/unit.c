/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "base/error.h"
#include "source/clang/reader.h"
#include "source/clang/stand_in.h"

/* Seen from outside the module; all else is hidden. */
#define KV_EXPORT __attribute__((visibility("default")))

/* How often the stand-ins for unknown names are refined. */
enum { REPAIRS_MAX = 12 };

/* Files that are in memory only; nothing on a disk is in this folder. */
static const char kernel_name[] = KV_MEMORY_FOLDER "kernel.h";
static const char sections_name[] = KV_MEMORY_FOLDER "sections.h";
static const char prelude_name[] = KV_MEMORY_FOLDER "assumed.h";

static void reader_clear(kv_reader *reader)
{
	g_clear_pointer(&reader->files, g_hash_table_unref);
	g_clear_pointer(&reader->functions, g_hash_table_unref);
	g_clear_pointer(&reader->variables, g_hash_table_unref);
	g_clear_pointer(&reader->unit, kv_c_unit_free);
	g_clear_pointer(&reader->unit_of_clang, clang_disposeTranslationUnit);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(kv_reader, reader_clear)

static void reader_start(kv_reader *reader, const kv_parse_request *request)
{
	reader->request = request;
	reader->function = KV_NOWHERE;
	reader->files = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	reader->functions = g_hash_table_new(NULL, NULL);
	reader->variables = g_hash_table_new(NULL, NULL);
	reader->unit = kv_c_unit_new(request->path);
	reader->unit->headers = request->headers;
	reader->unit->headers_origin = kv_c_unit_string(reader->unit, request->headers_origin);
}

static void read_body(kv_reader *reader, uint32_t position, CXCursor body)
{
	uint32_t first = reader->unit->calls->len;
	kv_c_function *function;

	kv_reader_body(reader, position, body);
	/* Only now: the table grows with each function that the body names. */
	function = &g_array_index(reader->unit->functions, kv_c_function, position);
	function->calls = first;
	function->call_count = reader->unit->calls->len - first;
}

static void read_function(kv_reader *reader, CXCursor cursor)
{
	uint32_t position = kv_reader_function(reader, cursor);
	CXSourceRange range = clang_getCursorExtent(cursor);
	g_autoptr(kv_cursors) children = NULL;
	kv_c_function *function;
	CXCursor body = clang_getNullCursor();

	function = &g_array_index(reader->unit->functions, kv_c_function, position);
	function->is_own = true;
	if (!function->assembler_name)
		function->assembler_name = kv_reader_assembler_name(reader, cursor);
	if (!clang_isCursorDefinition(cursor))
		return;
	children = kv_cursor_children(cursor);
	reader->function = position;
	function->is_defined = true;
	function->place = kv_reader_place(reader, clang_getCursorLocation(cursor));
	function->last_line = kv_reader_place(reader, clang_getRangeEnd(range)).line;
	function->signature = kv_reader_signature(reader, cursor);
	if (!function->section)
		function->section = kv_reader_section(reader, cursor);
	function->parameters = reader->unit->variables->len;
	for (guint i = 0; i < children->len; i++) {
		CXCursor child = g_array_index(children, CXCursor, i);

		if (clang_getCursorKind(child) == CXCursor_ParmDecl)
			kv_reader_variable(reader, child);
		else if (clang_getCursorKind(child) == CXCursor_CompoundStmt)
			body = child;
	}
	function->parameter_count = reader->unit->variables->len - function->parameters;
	if (!clang_Cursor_isNull(body))
		read_body(reader, position, body);
	reader->function = KV_NOWHERE;
}

static void read_variable(kv_reader *reader, CXCursor cursor)
{
	uint32_t position = kv_reader_variable(reader, cursor);
	CXCursor value = clang_Cursor_getVarDeclInitializer(cursor);
	kv_c_variable *variable =
		&g_array_index(reader->unit->variables, kv_c_variable, position);
	const char *name = variable->name;
	uint32_t root;

	if (clang_isCursorDefinition(cursor) ||
	    clang_Cursor_getStorageClass(cursor) != CX_SC_Extern) {
		variable->is_extern = false;
		variable->place = kv_reader_place(reader, clang_getCursorLocation(cursor));
		/* "int a[];" in front of "int a[] = { ... };" */
		variable->size = kv_reader_size(reader, clang_getCursorType(cursor));
		variable->elements =
			clang_getArraySize(clang_getCanonicalType(clang_getCursorType(cursor)));
	}
	if (clang_Cursor_isNull(value))
		return;
	root = kv_reader_expression(reader, value);
	g_array_index(reader->unit->variables, kv_c_variable, position).value = root;
	kv_reader_initialiser_escapes(reader, root, name);
}

static enum CXChildVisitResult visit_top(CXCursor cursor, CXCursor parent, CXClientData data)
{
	kv_reader *reader = data;
	unsigned offset;
	const kv_own_file *file =
		kv_reader_offset(reader, clang_getCursorLocation(cursor), &offset);

	if (!file || !file->is_own)
		return CXChildVisit_Continue;
	if (clang_getCursorKind(cursor) == CXCursor_FunctionDecl)
		read_function(reader, cursor);
	else if (clang_getCursorKind(cursor) == CXCursor_VarDecl)
		read_variable(reader, cursor);
	return reader->unit->expressions->len < KV_PARSE_ELEMENTS_MAX ? CXChildVisit_Continue
								      : CXChildVisit_Break;
}

/*
 * module_init(f) and module_exit(f) define a function that returns f (include/linux/module.h), so
 * that the compiler checks the type of f.
 */
static uint32_t named_by(const kv_c_unit *unit, const char *checker)
{
	uint32_t position = kv_c_unit_find_function(unit, checker);
	const kv_c_function *function = kv_c_unit_function(unit, position);

	for (guint i = 0; function && i < unit->escapes->len; i++) {
		const kv_c_escape *escape = &g_array_index(unit->escapes, kv_c_escape, i);

		if (escape->function == position && escape->kind == KV_ESCAPE_RETURNED &&
		    escape->name_kind == KV_NAME_FUNCTION)
			return escape->target;
	}
	return KV_NOWHERE;
}

/* A module without module_init() has a function called init_module(). */
static uint32_t plain(const kv_c_unit *unit, const char *name)
{
	uint32_t position = kv_c_unit_find_function(unit, name);
	const kv_c_function *function = kv_c_unit_function(unit, position);

	return function && function->is_defined ? position : KV_NOWHERE;
}

static void find_entries(kv_c_unit *unit)
{
	unit->init = named_by(unit, "__inittest");
	unit->exit = named_by(unit, "__exittest");
	if (unit->init == KV_NOWHERE)
		unit->init = plain(unit, "init_module");
	if (unit->exit == KV_NOWHERE)
		unit->exit = plain(unit, "cleanup_module");
}

/* MODULE_INFO() defines strings "tag=value" in .modinfo (include/linux/moduleparam.h). */
static void find_modinfo(kv_c_unit *unit)
{
	for (guint i = 0; i < unit->variables->len; i++) {
		const kv_c_variable *variable = kv_c_unit_variable(unit, i);
		const kv_expr *value = kv_c_unit_expr(unit, variable->value);

		if (g_strcmp0(variable->section, ".modinfo") != 0 || !value || !value->name)
			continue;
		if (g_str_has_prefix(value->name, "livepatch="))
			unit->has_livepatch_tag = true;
		else if (g_str_has_prefix(value->name, "license="))
			unit->license = kv_c_unit_string(unit, value->name + 8);
	}
}

/* The flags of @request, and those that include klpvet's own files. */
static GPtrArray *all_flags(const kv_parse_request *request)
{
	GPtrArray *all = g_ptr_array_new();
	bool stand_in = request->headers == KV_HEADERS_STAND_IN;
	static const char include[] = "-include";

	for (guint i = 0; request->flags[i]; i++)
		g_ptr_array_add(all, (gpointer)request->flags[i]);
	/* Whatever its name. */
	g_ptr_array_add(all, (gpointer) "-xc");
	g_ptr_array_add(all, (gpointer)include);
	g_ptr_array_add(all, stand_in ? (gpointer)kernel_name : (gpointer)sections_name);
	if (stand_in) {
		g_ptr_array_add(all, (gpointer)include);
		g_ptr_array_add(all, (gpointer)prelude_name);
	}
	return all;
}

static CXTranslationUnit parse(CXIndex index, const kv_parse_request *request, const char *prelude,
			       GError **error)
{
	g_autoptr(GPtrArray) flags = all_flags(request);
	struct CXUnsavedFile files[] = {
		{kernel_name, stand_in_kernel, strlen(stand_in_kernel)},
		{sections_name, stand_in_sections, strlen(stand_in_sections)},
		{prelude_name, prelude, strlen(prelude)},
	};
	CXTranslationUnit unit = NULL;
	enum CXErrorCode code = clang_parseTranslationUnit2(
		index, request->path, (const char *const *)flags->pdata, (int)flags->len, files,
		G_N_ELEMENTS(files), CXTranslationUnit_KeepGoing, &unit);

	if (code == CXError_Success && unit)
		return unit;
	g_set_error(error, KV_ERROR, code == CXError_Crashed ? KV_ERROR_INPUT : KV_ERROR_SYSTEM,
		    "%s: libclang %s", request->path,
		    code == CXError_Crashed ? "fails on this source"
					    : "cannot read it: is libclang installed completely?");
	return NULL;
}

/* Parses; without the kernel's headers again until the names that they would declare are there. */
static gboolean parse_repaired(kv_reader *reader, CXIndex index, kv_repair *repair, GError **error)
{
	const kv_parse_request *request = reader->request;

	for (guint i = 0; i < REPAIRS_MAX; i++) {
		reader_clear(reader);
		reader_start(reader, request);
		reader->unit_of_clang =
			parse(index, request, kv_repair_declarations(repair), error);
		if (!reader->unit_of_clang || !kv_reader_check_inclusions(reader, error))
			return FALSE;
		if (request->headers != KV_HEADERS_STAND_IN || !kv_repair_learn(repair, reader))
			return TRUE;
	}
	return TRUE;
}

KV_EXPORT kv_c_unit *kv_source_parse(const kv_parse_request *request, GError **error)
{
	CXIndex index = clang_createIndex(0, 0);
	g_autoptr(kv_repair) repair = kv_repair_new();
	kv_c_unit *unit = NULL;

	/* The reader's parts refer to the index, which must go last. */
	{
		g_auto(kv_reader) reader = {0};

		reader_start(&reader, request);
		if (parse_repaired(&reader, index, repair, error)) {
			clang_visitChildren(clang_getTranslationUnitCursor(reader.unit_of_clang),
					    visit_top, &reader);
			kv_reader_call_uses(&reader);
			kv_reader_diagnose(&reader);
			kv_repair_list(repair, reader.unit);
			find_entries(reader.unit);
			find_modinfo(reader.unit);
			unit = g_steal_pointer(&reader.unit);
		}
	}
	clang_disposeIndex(index);
	return unit;
}
