/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/flags.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

typedef enum {
	FLAG_KEEP,	 /* with its value, if that is a part of it */
	FLAG_FOLDER,	 /* names a folder of headers */
	FLAG_FILE,	 /* names a file to include */
	FLAG_SKIP_VALUE, /* left out, and so is the argument behind it */
	FLAG_VALUE,	 /* kept with the argument behind it */
	FLAG_REFUSE,
} kv_flag_kind;

/* What is not listed is left out. The longest that fits decides. */
static const struct {
	const char *name;
	kv_flag_kind kind;
	gboolean whole; /* must be all of the argument */
} flags[] = {
	{"-D", FLAG_KEEP, FALSE},
	{"-U", FLAG_KEEP, FALSE},
	{"-std=", FLAG_KEEP, FALSE},
	{"--target=", FLAG_KEEP, FALSE},
	{"-target", FLAG_VALUE, TRUE},
	{"-m64", FLAG_KEEP, TRUE},
	{"-m32", FLAG_KEEP, TRUE},
	{"-mcmodel=kernel", FLAG_KEEP, TRUE},
	{"-mno-sse", FLAG_KEEP, TRUE},
	{"-mno-mmx", FLAG_KEEP, TRUE},
	{"-mno-sse2", FLAG_KEEP, TRUE},
	{"-mno-avx", FLAG_KEEP, TRUE},
	{"-mlittle-endian", FLAG_KEEP, TRUE},
	{"-mbig-endian", FLAG_KEEP, TRUE},
	{"-mgeneral-regs-only", FLAG_KEEP, TRUE},
	{"-nostdinc", FLAG_KEEP, TRUE},
	{"-ffreestanding", FLAG_KEEP, TRUE},
	{"-fshort-wchar", FLAG_KEEP, TRUE},
	{"-funsigned-char", FLAG_KEEP, TRUE},
	{"-fsigned-char", FLAG_KEEP, TRUE},
	{"-fms-extensions", FLAG_KEEP, TRUE},
	{"-fno-strict-aliasing", FLAG_KEEP, TRUE},
	{"-fno-common", FLAG_KEEP, TRUE},
	{"-fno-PIE", FLAG_KEEP, TRUE},
	{"-I", FLAG_FOLDER, FALSE},
	{"-isystem", FLAG_FOLDER, FALSE},
	{"-iquote", FLAG_FOLDER, FALSE},
	{"-idirafter", FLAG_FOLDER, FALSE},
	{"-include", FLAG_FILE, FALSE},
	{"-imacros", FLAG_FILE, FALSE},
	{"-o", FLAG_SKIP_VALUE, TRUE},
	{"-x", FLAG_SKIP_VALUE, TRUE},
	{"-MF", FLAG_SKIP_VALUE, TRUE},
	{"-MT", FLAG_SKIP_VALUE, TRUE},
	{"-MQ", FLAG_SKIP_VALUE, TRUE},
	{"-aux-info", FLAG_SKIP_VALUE, TRUE},
	{"--param", FLAG_SKIP_VALUE, TRUE},
	{"-Xassembler", FLAG_SKIP_VALUE, TRUE},
	{"-Xlinker", FLAG_SKIP_VALUE, TRUE},
	{"-Xpreprocessor", FLAG_REFUSE, FALSE},
	{"-Xclang", FLAG_REFUSE, FALSE},
	{"-load", FLAG_REFUSE, TRUE},
	{"-fplugin", FLAG_REFUSE, FALSE},
	{"-fpass-plugin", FLAG_REFUSE, FALSE},
	{"-specs", FLAG_REFUSE, FALSE},
	{"--specs", FLAG_REFUSE, FALSE},
	{"--config", FLAG_REFUSE, FALSE},
	{"-ivfsoverlay", FLAG_REFUSE, FALSE},
	{"-fmodule", FLAG_REFUSE, FALSE},
	{"-wrapper", FLAG_REFUSE, FALSE},
	{"@", FLAG_REFUSE, FALSE},
};

/* Whether @path is in one of @roots, links followed. */
static gboolean is_inside(const char *path, const char *const *roots)
{
	g_autofree char *real = realpath(path, NULL);

	for (guint i = 0; real && roots[i]; i++) {
		size_t length = strlen(roots[i]);

		if (strncmp(real, roots[i], length) == 0 &&
		    (real[length] == '/' || real[length] == '\0'))
			return TRUE;
	}
	return FALSE;
}

/* Position in flags of the one that @argument is, or -1. */
static int find(const char *argument)
{
	int best = -1;

	for (guint i = 0; i < G_N_ELEMENTS(flags); i++) {
		gboolean fits = flags[i].whole ? strcmp(argument, flags[i].name) == 0
					       : g_str_has_prefix(argument, flags[i].name);

		if (fits && (best < 0 || strlen(flags[i].name) > strlen(flags[best].name)))
			best = (int)i;
	}
	return best;
}

static gboolean refuse(const char *origin, const char *flag, const char *reason, GError **error)
{
	g_autofree char *shown = g_utf8_make_valid(flag, -1);

	g_set_error(error, KV_ERROR, KV_ERROR_INPUT, "%s: the compiler flag %s %s", origin, shown,
		    reason);
	return FALSE;
}

/* The path that @argument names for flag @name: what follows in it, or the next argument. */
static const char *value_of(const char *argument, const char *name, const char *const *arguments,
			    guint *at)
{
	const char *value = argument + strlen(name);

	if (value[0])
		return value;
	return arguments[*at + 1] ? arguments[++*at] : NULL;
}

static gboolean add_path(GPtrArray *kept, const char *origin, const char *name, const char *value,
			 gboolean is_file, const char *directory, const char *const *roots,
			 GError **error)
{
	g_autofree char *path = value ? g_canonicalize_filename(value, directory) : NULL;

	if (path && is_inside(path, roots)) {
		g_ptr_array_add(kept, g_strdup(name));
		g_ptr_array_add(kept, g_steal_pointer(&path));
		return TRUE;
	}
	if (!is_file)
		return TRUE;
	return refuse(origin, value ? value : name,
		      "includes a file that is neither the livepatch's nor one of the kernel's "
		      "headers: take it out",
		      error);
}

GPtrArray *kv_flags_filter(const char *origin, const char *const *arguments, const char *directory,
			   const char *const *roots, GError **error)
{
	g_autoptr(GPtrArray) kept = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; arguments[i]; i++) {
		const char *argument = arguments[i];
		int known = find(argument);
		kv_flag_kind kind = known < 0 ? FLAG_SKIP_VALUE : flags[known].kind;

		if (known < 0)
			continue;
		if (kind == FLAG_REFUSE) {
			refuse(origin, argument,
			       "could load code or other flags: klpvet runs nothing; take it out",
			       error);
			return NULL;
		}
		if (kind == FLAG_SKIP_VALUE) {
			i += arguments[i + 1] != NULL;
		} else if (kind == FLAG_KEEP) {
			g_ptr_array_add(kept, g_strdup(argument));
			/* "-D X" */
			if (strlen(argument) == 2 && arguments[i + 1])
				g_ptr_array_add(kept, g_strdup(arguments[++i]));
		} else if (kind == FLAG_VALUE) {
			if (arguments[i + 1]) {
				g_ptr_array_add(kept, g_strdup(argument));
				g_ptr_array_add(kept, g_strdup(arguments[++i]));
			}
		} else if (!add_path(kept, origin, flags[known].name,
				     value_of(argument, flags[known].name, arguments, &i),
				     kind == FLAG_FILE, directory, roots, error)) {
			return NULL;
		}
	}
	return g_steal_pointer(&kept);
}
