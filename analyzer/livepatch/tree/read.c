/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "livepatch/source/source.h"
#include "livepatch/tree/parts.h"

/* Whether @source is part of the module for @kernel. */
static kv_fact is_built(const kv_tree_source *source, const kv_kernel *kernel)
{
	return source->option ? kv_kernel_config(kernel, source->option, NULL) : KV_YES;
}

static kv_c_unit *read_unit(const kv_tree *tree, const kv_tree_source *source,
			       const kv_source_options *options, GError **error)
{
	g_autofree char *path = kv_tree_path(tree, source->path);
	/* Checks that no link leads out of the tree. */
	g_autoptr(kv_file) file = kv_tree_file(tree, source->path, error);
	kv_source_options own = *options;

	own.home = tree->real;
	return file ? kv_source_read(path, &own, error) : NULL;
}

/* @text, which it takes over, without line breaks; NULL for NULL. */
static char *in_one_line(char *text)
{
	GString *line = text ? g_string_new(text) : NULL;

	g_free(text);
	if (!line)
		return NULL;
	g_string_replace(line, ":\n  ", ": ", 0);
	g_string_replace(line, "\n  ", "; ", 0);
	return g_string_free(line, FALSE);
}

/*
 * The C source of a listed livepatch: what it patches is known without it, so that whatever is
 * wrong with it only keeps rules on code from looking.
 */
static void add_units(const kv_tree *tree, const kv_tree_livepatch *parts,
		      const kv_source_options *options, kv_livepatch *livepatch)
{
	for (guint i = 0; i < parts->sources->len; i++) {
		const kv_tree_source *source = g_ptr_array_index(parts->sources, i);
		g_autoptr(GError) error = NULL;
		kv_c_unit *unit;

		if (kv_tree_is_template(source->path))
			continue;
		unit = read_unit(tree, source, options, &error);
		if (unit)
			g_ptr_array_add(livepatch->units, unit);
		else if (!livepatch->code_unread)
			livepatch->code_unread = g_strdup(error->message);
	}
	if (!livepatch->code_unread)
		livepatch->code_unread = in_one_line(kv_livepatch_source_errors(livepatch));
}

static void add_undecided(kv_livepatch *livepatch, const kv_tree_source *source)
{
	g_autofree char *reason = g_strdup_printf(
		"it is part of the module if %s is set, which is not known", source->option);

	kv_livepatch_add_gap(livepatch, source->path, reason,
			     "give the configuration of the kernel with --config");
}

/* What of the livepatch's sources is not seen. */
static void add_gaps(const kv_tree_livepatch *parts, const kv_kernel *kernel,
		     kv_livepatch *livepatch)
{
	for (guint i = 0; i < parts->sources->len; i++) {
		const kv_tree_source *source = g_ptr_array_index(parts->sources, i);

		if (is_built(source, kernel) == KV_UNKNOWN)
			add_undecided(livepatch, source);
	}
	if (parts->unread)
		kv_livepatch_add_gap(livepatch, parts->unread,
				     "the makefile lists it, and it is no C file of that folder",
				     "check the module that is built");
}

static kv_livepatch *read_module(const kv_tree *tree, const kv_tree_livepatch *parts,
				 const kv_kernel *kernel, const kv_source_options *options,
				 GError **error)
{
	g_autoptr(GPtrArray) units =
		g_ptr_array_new_with_free_func((GDestroyNotify)kv_c_unit_free);
	kv_livepatch *livepatch;

	for (guint i = 0; i < parts->sources->len; i++) {
		const kv_tree_source *source = g_ptr_array_index(parts->sources, i);
		kv_c_unit *unit;

		if (is_built(source, kernel) != KV_YES)
			continue;
		unit = read_unit(tree, source, options, error);
		if (!unit)
			return NULL;
		g_ptr_array_add(units, unit);
	}
	livepatch = kv_livepatch_of_units(parts->path, options, g_ptr_array_ref(units), error);
	if (livepatch)
		add_gaps(parts, kernel, livepatch);
	return livepatch;
}

kv_livepatch *kv_tree_read(const kv_tree *tree, const kv_tree_livepatch *parts,
			   const kv_kernel *kernel, const kv_source_options *options,
			   GError **error)
{
	kv_livepatch *livepatch;

	if (!parts->listed)
		return read_module(tree, parts, kernel, options, error);
	livepatch = kv_tree_read_listed(tree, parts, kernel, error);
	if (livepatch)
		add_units(tree, parts, options, livepatch);
	return livepatch;
}
