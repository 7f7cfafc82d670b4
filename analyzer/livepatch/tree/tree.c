/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "livepatch/tree/tree.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/names.h"
#include "livepatch/tree/parts.h"

/* The largest generated C files have some MB. */
#define TEXT_SIZE_MAX (UINT64_C(32) << 20)

static void source_free(gpointer data)
{
	kv_tree_source *source = data;

	g_free(source->path);
	g_free(source->option);
	g_free(source);
}

static void livepatch_free(gpointer data)
{
	kv_tree_livepatch *livepatch = data;

	g_free(livepatch->path);
	g_free(livepatch->folder);
	g_free(livepatch->module);
	g_free(livepatch->unread);
	g_ptr_array_unref(livepatch->sources);
	g_free(livepatch);
}

kv_tree *kv_tree_new(const char *path)
{
	kv_tree *tree = g_new0(kv_tree, 1);

	tree->path = g_strdup(path);
	while (strlen(tree->path) > 1 && g_str_has_suffix(tree->path, "/"))
		tree->path[strlen(tree->path) - 1] = '\0';
	tree->files = g_ptr_array_new_with_free_func(g_free);
	tree->livepatches = g_ptr_array_new_with_free_func(livepatch_free);
	tree->real = realpath(path, NULL);
	return tree;
}

void kv_tree_free(kv_tree *tree)
{
	if (!tree)
		return;
	g_free(tree->path);
	free(tree->real);
	g_ptr_array_unref(tree->files);
	g_ptr_array_unref(tree->livepatches);
	g_free(tree);
}

char *kv_tree_join(const char *folder, const char *name)
{
	return folder[0] ? g_strconcat(folder, "/", name, NULL) : g_strdup(name);
}

char *kv_tree_path(const kv_tree *tree, const char *relative)
{
	if (!relative[0])
		return g_strdup(tree->path);
	if (strcmp(tree->path, ".") == 0)
		return g_strdup(relative);
	return g_build_filename(tree->path, relative, NULL);
}

bool kv_path_is_below(const char *path, const char *folder)
{
	size_t length = strlen(folder);

	return length == 0 || (strncmp(path, folder, length) == 0 && path[length] == '/');
}

kv_tree_livepatch *kv_tree_add(kv_tree *tree, const char *folder, const char *module)
{
	kv_tree_livepatch *livepatch = g_new0(kv_tree_livepatch, 1);

	livepatch->folder = g_strdup(folder);
	livepatch->module = g_strdelimit(g_strdup(module), "-", '_');
	livepatch->sources = g_ptr_array_new_with_free_func(source_free);
	g_ptr_array_add(tree->livepatches, livepatch);
	return livepatch;
}

void kv_tree_livepatch_add_source(kv_tree_livepatch *livepatch, const char *path,
				  const char *option)
{
	kv_tree_source *source = g_new0(kv_tree_source, 1);

	source->path = g_strdup(path);
	source->option = g_strdup(option);
	g_ptr_array_add(livepatch->sources, source);
}

kv_file *kv_tree_file(const kv_tree *tree, const char *relative, GError **error)
{
	g_autofree char *path = kv_tree_path(tree, relative);
	char *real = realpath(path, NULL);
	bool inside = !real || kv_path_is_below(real, tree->real);
	g_autoptr(kv_file) file = NULL;

	free(real);
	if (!inside) {
		g_set_error(error, KV_ERROR, KV_ERROR_INPUT,
			    "%s: a symbolic link that leads out of the tree is not followed", path);
		return NULL;
	}
	file = kv_file_open(path, error);
	if (file && kv_file_size(file) > TEXT_SIZE_MAX) {
		g_set_error(error, KV_ERROR, KV_ERROR_INPUT,
			    "%s: too large to be source of a livepatch", path);
		return NULL;
	}
	return g_steal_pointer(&file);
}

bool kv_tree_has(const kv_tree *tree, const char *folder, const char *name)
{
	g_autofree char *path = kv_tree_join(folder, name);

	return bsearch(&path, tree->files->pdata, tree->files->len, sizeof(gpointer),
		       kv_names_compare) != NULL;
}

static bool is_makefile(const char *name)
{
	return strcmp(name, "Kbuild") == 0 || strcmp(name, "Makefile") == 0;
}

bool kv_tree_matters(const char *name)
{
	return g_str_has_suffix(name, ".c") || g_str_has_suffix(name, ".h") ||
	       g_str_has_suffix(name, ".inc") || is_makefile(name) ||
	       strcmp(name, KV_TREE_LIST) == 0;
}

char *kv_path_folder(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? g_strndup(path, (gsize)(slash - path)) : g_strdup("");
}

const GPtrArray *kv_tree_livepatches(const kv_tree *tree)
{
	return tree->livepatches;
}

static bool has_source(const kv_tree_livepatch *livepatch, const char *path)
{
	for (guint i = 0; i < livepatch->sources->len; i++) {
		const kv_tree_source *source = g_ptr_array_index(livepatch->sources, i);

		if (strcmp(source->path, path) == 0)
			return true;
	}
	return false;
}

/* Whether @path is the business of another livepatch than @livepatch alone. */
static bool belongs_to_another(const kv_tree *tree, const kv_tree_livepatch *livepatch,
			       const char *path)
{
	for (guint i = 0; i < tree->livepatches->len; i++) {
		const kv_tree_livepatch *other = g_ptr_array_index(tree->livepatches, i);

		if (other != livepatch &&
		    (has_source(other, path) ||
		     (other->listed && other->folder[0] && kv_path_is_below(path, other->folder))))
			return true;
	}
	return false;
}

/* Whether @path was in a folder that has gone with everything in it. */
static bool is_of_gone_folder(const kv_tree *tree, const char *path)
{
	g_autofree char *folder = kv_path_folder(path);

	for (guint i = 0; i < tree->files->len; i++) {
		if (kv_path_is_below(g_ptr_array_index(tree->files, i), folder))
			return false;
	}
	return true;
}

bool kv_tree_concerns(const kv_tree *tree, const kv_tree_livepatch *livepatch, const char *path)
{
	g_autofree char *name = g_path_get_basename(path);

	if (!kv_tree_matters(name))
		return false;
	if (has_source(livepatch, path) ||
	    (livepatch->listed && kv_path_is_below(path, livepatch->folder)))
		return true;
	/* The rest is shared: headers, the template of the module, makefiles. */
	return !belongs_to_another(tree, livepatch, path) && !is_of_gone_folder(tree, path);
}
