/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/check_tree.h"

#include <stdlib.h>
#include <string.h>

#include "cli/changes.h"
#include "cli/command.h"
#include "livepatch/source/source.h"
#include "livepatch/tree/tree.h"

static const char list_name[] = "patched_funcs.csv";

static gboolean check_on(const kv_check_scope *scope, const kv_tree *tree,
			 const kv_tree_livepatch *parts, const kv_target_kernel *target,
			 GError **error)
{
	kv_source_options options = kv_target_source_options(target, scope->kdir);
	g_autofree char *unread = NULL;
	g_autoptr(kv_livepatch) livepatch =
		kv_tree_read(tree, parts, target->kernel, &options, error);

	if (!livepatch)
		return FALSE;
	kv_target_check(target, livepatch, scope->report);
	/* What is listed has been checked all the same; the report says what has not. */
	unread = parts->listed ? NULL : kv_livepatch_source_errors(livepatch);
	if (!unread)
		return TRUE;
	g_set_error(error, KV_ERROR, KV_ERROR_INPUT, "%s: %s", parts->path, unread);
	return FALSE;
}

static int fail(const kv_check_scope *scope, const char *path, const GError *error)
{
	kv_report_add_failure(scope->report, path, NULL, error->message);
	return kv_command_fail(error);
}

static int check_livepatch(const kv_check_scope *scope, const kv_tree *tree,
			   const kv_tree_livepatch *parts)
{
	g_autoptr(GError) error = NULL;

	for (guint i = 0; !error && i < scope->kernels->len; i++)
		check_on(scope, tree, parts, g_ptr_array_index(scope->kernels, i), &error);
	return error ? fail(scope, parts->path, error) : KV_EXIT_CLEAN;
}

static bool has_changed(const kv_tree *tree, const kv_tree_livepatch *livepatch,
			const GPtrArray *changes)
{
	for (guint i = 0; i < changes->len; i++) {
		if (kv_tree_concerns(tree, livepatch, g_ptr_array_index(changes, i)))
			return true;
	}
	return false;
}

/* Checks all of them, or those that one of @changes concerns; says how many in @checked. */
static int check_livepatches(const kv_check_scope *scope, const kv_tree *tree,
			     const GPtrArray *changes, guint *checked)
{
	const GPtrArray *livepatches = kv_tree_livepatches(tree);
	int status = KV_EXIT_CLEAN;

	*checked = 0;
	for (guint i = 0; i < livepatches->len; i++) {
		const kv_tree_livepatch *livepatch = g_ptr_array_index(livepatches, i);

		if (changes && !has_changed(tree, livepatch, changes))
			continue;
		(*checked)++;
		status = kv_exit_status_worse(status, check_livepatch(scope, tree, livepatch));
	}
	return status;
}

static bool has_file(const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);

	return g_file_test(path, G_FILE_TEST_IS_REGULAR);
}

/*
 * The tree that the file @path may be part of: beside a patched_funcs.csv where the template of the
 * module is, else its own folder. NULL when it is no such file; g_free().
 */
static char *tree_around(const char *path)
{
	g_autofree char *name = g_path_get_basename(path), *folder = g_path_get_dirname(path);
	g_autofree char *above =
		strcmp(folder, ".") == 0 ? g_strdup("..") : g_path_get_dirname(folder);

	if (strcmp(name, list_name) != 0 && !g_str_has_suffix(name, ".c"))
		return NULL;
	if (has_file(folder, list_name))
		return g_strdup(has_file(above, "livepatch_main.c") ? above : folder);
	if (has_file(folder, "Kbuild") || has_file(folder, "Makefile"))
		return g_strdup(folder);
	return NULL;
}

/* Whether @relative, below the tree at @root, is the file that is called @real without links. */
static bool is_file(const char *root, const char *relative, const char *real)
{
	g_autofree char *path = g_build_filename(root, relative, NULL);
	char *resolved = realpath(path, NULL);
	bool same = resolved && strcmp(resolved, real) == 0;

	free(resolved);
	return same;
}

/* The livepatch of @tree, at @root, of several files one of which is @real; or NULL. */
static const kv_tree_livepatch *livepatch_of(const kv_tree *tree, const char *root,
					     const char *real)
{
	const GPtrArray *livepatches = kv_tree_livepatches(tree);

	for (guint i = 0; i < livepatches->len; i++) {
		const kv_tree_livepatch *livepatch = g_ptr_array_index(livepatches, i);
		g_autofree char *list = g_build_filename(livepatch->folder, list_name, NULL);

		if (livepatch->listed && is_file(root, list, real))
			return livepatch;
		if (!livepatch->listed && livepatch->sources->len < 2)
			continue;
		for (guint j = 0; j < livepatch->sources->len; j++) {
			const kv_tree_source *source = g_ptr_array_index(livepatch->sources, j);

			if (is_file(root, source->path, real))
				return livepatch;
		}
	}
	return NULL;
}

bool kv_check_tree_file(const kv_check_scope *scope, const char *path, int *status)
{
	g_autofree char *root = tree_around(path);
	g_autoptr(kv_tree) tree = root ? kv_tree_open(root, NULL) : NULL;
	char *real = tree ? realpath(path, NULL) : NULL;
	const kv_tree_livepatch *livepatch = real ? livepatch_of(tree, root, real) : NULL;

	free(real);
	if (!livepatch)
		return false;
	*status = KV_EXIT_CLEAN;
	if (g_hash_table_add(scope->done, g_canonicalize_filename(livepatch->path, NULL)))
		*status = check_livepatch(scope, tree, livepatch);
	return true;
}

int kv_check_tree(const kv_check_scope *scope, const char *path)
{
	g_autoptr(GPtrArray) changes = NULL;
	g_autoptr(kv_tree) tree = NULL;
	g_autoptr(GError) error = NULL;

	guint checked = 0;
	int status;

	if (scope->changed_since) {
		changes = kv_changes_since(path, scope->changed_since, &error);
		if (!changes)
			return fail(scope, path, error);
	}
	/* Without a change the directory need not hold a livepatch any more. */
	if (!changes || changes->len > 0) {
		tree = kv_tree_open(path, &error);
		if (!tree)
			return fail(scope, path, error);
	}
	status = tree ? check_livepatches(scope, tree, changes, &checked) : KV_EXIT_CLEAN;
	if (scope->changed_since && checked == 0)
		kv_command_note("%s: no livepatch has changed since '%s'", path,
				scope->changed_since);
	return status;
}
