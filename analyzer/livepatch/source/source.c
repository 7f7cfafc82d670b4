/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "livepatch/source/source.h"

#include <string.h>

#include "base/error.h"
#include "livepatch/model/allowance.h"

/* Messages list this many errors. */
enum { ERRORS_SHOWN = 5 };

static const char SUPPLY_ONE[] = "check each livepatch in a file of its own";
static const char SUPPLY_HEADERS[] =
	"install the kernel's headers, or give them or a build tree with --kdir";

static const char SUPPLY_CONFIG[] =
	"give the kernel's configuration with --config, or its headers with --kdir";

static gboolean is_enabling(const kv_c_call *call)
{
	return call->name && (strcmp(call->name, "klp_enable_patch") == 0 ||
			      strcmp(call->name, "klp_register_patch") == 0);
}

/*
 * The variable whose address is the first argument of @call; KV_NOWHERE when it is something else.
 */
static uint32_t enabled_by(const kv_c_unit *unit, const kv_c_call *call)
{
	const kv_expr *whole = kv_c_unit_expr(unit, call->expression);
	const kv_expr *argument = kv_expr_operand(unit, whole, 1);
	const kv_expr *name = argument && argument->kind == KV_EXPR_UNARY
				      ? kv_expr_operand(unit, argument, 0)
				      : NULL;

	if (!name || name->kind != KV_EXPR_NAME || name->name_kind != KV_NAME_VARIABLE ||
	    strcmp(argument->op, "&") != 0)
		return KV_NOWHERE;
	return name->target;
}

static gboolean is_patch(const kv_c_variable *variable)
{
	return variable->function == KV_NOWHERE && !variable->is_extern &&
	       strcmp(variable->type, "struct klp_patch") == 0;
}

static void add_once(GArray *found, uint32_t variable)
{
	for (guint i = 0; i < found->len; i++) {
		if (g_array_index(found, guint32, i) == variable)
			return;
	}
	g_array_append_val(found, variable);
}

/* The klp_patch variables that are enabled; all there are, when a call does not show which. */
static GArray *patches_of(const kv_c_unit *unit)
{
	GArray *found = g_array_new(FALSE, FALSE, sizeof(guint32));
	gboolean open = TRUE;

	for (guint i = 0; i < unit->calls->len; i++) {
		const kv_c_call *call = kv_c_unit_call(unit, i);
		uint32_t variable = is_enabling(call) ? enabled_by(unit, call) : KV_NOWHERE;
		const kv_c_variable *known = kv_c_unit_variable(unit, variable);

		if (known && is_patch(known)) {
			add_once(found, variable);
			open = FALSE;
		}
	}
	for (guint i = 0; open && i < unit->variables->len; i++) {
		if (is_patch(kv_c_unit_variable(unit, i)))
			add_once(found, i);
	}
	return found;
}

static gboolean enables(const kv_c_unit *unit)
{
	for (guint i = 0; i < unit->calls->len; i++) {
		if (is_enabling(kv_c_unit_call(unit, i)))
			return TRUE;
	}
	return FALSE;
}

static void read_unit(kv_livepatch *livepatch, const kv_c_unit *unit, guint *seen)
{
	g_autoptr(GArray) patches = patches_of(unit);

	for (guint i = 0; i < patches->len; i++) {
		uint32_t variable = g_array_index(patches, guint32, i);
		g_autofree char *what = NULL;

		if ((*seen)++ == 0) {
			kv_source_tables_read(livepatch, unit, variable);
			continue;
		}
		what = g_strdup_printf("the klp_patch %s",
				       kv_c_unit_variable(unit, variable)->name);
		kv_livepatch_add_gap(livepatch, what, "the source defines another one as well",
				     SUPPLY_ONE);
	}
	if (patches->len == 0 && enables(unit)) {
		(*seen)++;
		kv_livepatch_add_gap(livepatch, "the objects and functions",
				     "the klp_patch is no variable of the file but made at run "
				     "time",
				     "define klp_patch, klp_object and klp_func as initialised "
				     "variables, or check the built module");
	}
	if (unit->unknown_option) {
		g_autofree char *what = g_strdup_printf("what depends on %s", unit->unknown_option);

		kv_livepatch_add_gap(livepatch, what, "the kernel's configuration is not known",
				     SUPPLY_CONFIG);
	}
	livepatch->has_livepatch_tag |= unit->has_livepatch_tag;
	if (unit->license && !livepatch->license)
		livepatch->license = g_strdup(unit->license);
}

static void append_errors(const kv_c_unit *unit, GString *text, guint *count)
{
	for (guint i = 0; i < unit->diagnostics->len; i++) {
		const kv_c_diagnostic *diagnostic =
			&g_array_index(unit->diagnostics, kv_c_diagnostic, i);

		/* Without the kernel's headers, that they are missing is no error. */
		if (!diagnostic->is_error)
			continue;
		if ((*count)++ >= ERRORS_SHOWN)
			continue;
		g_string_append_printf(text, "%s%s:%u:%u: %s", text->len > 0 ? "\n  " : "",
				       diagnostic->place.file ? diagnostic->place.file : unit->path,
				       diagnostic->place.line, diagnostic->place.column,
				       diagnostic->text);
	}
}

char *kv_livepatch_source_errors(const kv_livepatch *livepatch)
{
	GString *text = g_string_new(NULL);
	bool stand_in = false;
	guint count = 0;

	for (guint i = 0; i < livepatch->units->len; i++) {
		const kv_c_unit *unit = g_ptr_array_index(livepatch->units, i);

		append_errors(unit, text, &count);
		stand_in |= unit->headers == KV_HEADERS_STAND_IN;
	}
	if (count > ERRORS_SHOWN)
		g_string_append_printf(text, "\n  and %u more", count - ERRORS_SHOWN);
	if (count == 0)
		return g_string_free(text, TRUE);
	g_string_prepend(text,
			 stand_in ? "the source does not compile without the kernel's headers "
				    "(--kdir names them), so that only a part of it was "
				    "checked:\n  "
				  : "the source does not compile, so that only a part of it was "
				    "checked:\n  ");
	return g_string_free(text, FALSE);
}

/* What errors may hide. */
static void add_error_gap(kv_livepatch *livepatch, const kv_c_unit *unit)
{
	g_autofree char *what = NULL;

	for (guint i = 0; i < unit->diagnostics->len; i++) {
		const kv_c_diagnostic *diagnostic =
			&g_array_index(unit->diagnostics, kv_c_diagnostic, i);

		if (!diagnostic->is_error)
			continue;
		what = g_strdup_printf("%s, line %u",
				       diagnostic->place.file ? diagnostic->place.file : unit->path,
				       diagnostic->place.line);
		kv_livepatch_add_gap(livepatch, what, diagnostic->text,
				     unit->headers == KV_HEADERS_STAND_IN ? SUPPLY_HEADERS
									  : "correct the source");
		return;
	}
}

static void add_allowances(kv_livepatch *livepatch, const kv_c_unit *unit)
{
	g_autoptr(kv_file) file = kv_file_open(unit->path, NULL);

	if (file)
		kv_allowances_scan(livepatch->allowances, unit->path, kv_file_data(file),
				   kv_file_size(file));
}

static void no_livepatch(const char *path, const kv_livepatch *livepatch, GError **error)
{
	g_autofree char *errors = kv_livepatch_source_errors(livepatch);

	if (errors)
		g_set_error(error, KV_ERROR, KV_ERROR_INPUT, "%s: no klp_patch was found, and %s",
			    path, errors);
	else
		g_set_error(error, KV_ERROR, KV_ERROR_USAGE,
			    "%s: is no source of a livepatch: it defines no struct klp_patch and "
			    "calls klp_enable_patch() nowhere",
			    path);
}

kv_livepatch *kv_livepatch_of_units(const char *path, const kv_source_options *options,
				    GPtrArray *units, GError **error)
{
	g_autoptr(kv_livepatch) livepatch = kv_livepatch_new(path);
	guint seen = 0;

	livepatch->kind = KV_LIVEPATCH_SOURCE;
	livepatch->machine = options->machine;
	livepatch->module_name = kv_source_module_name(path);
	livepatch->layout_origin = g_strdup("initialisers in the source");
	g_ptr_array_unref(livepatch->units);
	livepatch->units = units;
	for (guint i = 0; i < units->len; i++)
		read_unit(livepatch, g_ptr_array_index(units, i), &seen);
	for (guint i = 0; i < units->len; i++) {
		add_error_gap(livepatch, g_ptr_array_index(units, i));
		add_allowances(livepatch, g_ptr_array_index(units, i));
	}
	if (seen > 0)
		return g_steal_pointer(&livepatch);
	no_livepatch(path, livepatch, error);
	return NULL;
}

kv_livepatch *kv_livepatch_read_source(const char *path, const kv_source_options *options,
				       GError **error)
{
	kv_c_unit *unit = kv_source_read(path, options, error);
	GPtrArray *units;

	if (!unit)
		return NULL;
	units = g_ptr_array_new_with_free_func((GDestroyNotify)kv_c_unit_free);
	g_ptr_array_add(units, unit);
	return kv_livepatch_of_units(path, options, units, error);
}
