/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/names.h"
#include "livepatch/tree/parts.h"

/* Whole kernel sources have some 90,000 files, 10 folders deep. */
enum { ENTRIES_MAX = 500000, DEPTH_MAX = 24 };

/* A distribution's branch holds some 100. */
enum { LIVEPATCHES_MAX = 2000 };

static gboolean fail(GError **error, kv_error_code code, const char *path, const char *message)
{
	g_set_error(error, KV_ERROR, code, "%s: %s", path, message);
	return FALSE;
}

/* How far a walk through a folder has come. */
typedef struct {
	kv_tree *tree;
	guint entries, depth;
} walk;

static gboolean walk_folder(walk *at, const char *folder, GError **error);

static gboolean walk_entry(walk *at, const char *folder, const char *name, GError **error)
{
	g_autofree char *relative = kv_tree_join(folder, name);
	g_autofree char *path = kv_tree_path(at->tree, relative);
	struct stat status;

	if (++at->entries > ENTRIES_MAX)
		return fail(error, KV_ERROR_USAGE, at->tree->path,
			    "this directory holds too many files; give the one of the livepatches");
	if (name[0] == '.' || lstat(path, &status) < 0)
		return TRUE;
	if (S_ISDIR(status.st_mode))
		return walk_folder(at, relative, error);
	if (kv_tree_matters(name))
		g_ptr_array_add(at->tree->files, g_steal_pointer(&relative));
	return TRUE;
}

static gboolean walk_folder(walk *at, const char *folder, GError **error)
{
	g_autofree char *path = kv_tree_path(at->tree, folder);
	DIR *stream = opendir(path);
	gboolean done = TRUE;

	if (!stream)
		return fail(error, errno == ENOENT ? KV_ERROR_USAGE : KV_ERROR_SYSTEM, path,
			    g_strerror(errno));
	if (++at->depth > DEPTH_MAX) {
		done = fail(error, KV_ERROR_USAGE, path,
			    "too many directories inside one another; give the one of the "
			    "livepatches");
	}
	for (struct dirent *entry = readdir(stream); done && entry; entry = readdir(stream))
		done = walk_entry(at, folder, entry->d_name, error);
	closedir(stream);
	at->depth--;
	return done;
}

static bool ends_with_name(const char *path, const char *name)
{
	const char *slash = strrchr(path, '/');

	return strcmp(slash ? slash + 1 : path, name) == 0;
}

static void add_listed(kv_tree *tree, const char *csv)
{
	g_autofree char *folder = kv_path_folder(csv);
	g_autofree char *module = g_path_get_basename(folder[0] ? folder : tree->real);
	kv_tree_livepatch *livepatch = kv_tree_add(tree, folder, module);

	livepatch->listed = true;
	for (guint i = 0; i < tree->files->len; i++) {
		const char *path = g_ptr_array_index(tree->files, i);

		if (g_str_has_suffix(path, ".c") && kv_path_is_below(path, folder))
			kv_tree_livepatch_add_source(livepatch, path, NULL);
	}
}

/* Whether the folder belongs to a tree that the first @lists livepatches, those listed, are of. */
static bool is_generated_from_lists(const kv_tree *tree, guint lists, const char *folder)
{
	for (guint i = 0; i < lists; i++) {
		const kv_tree_livepatch *livepatch = g_ptr_array_index(tree->livepatches, i);
		const char *listed = livepatch->folder;

		if (kv_path_is_below(listed, folder) || kv_path_is_below(folder, listed) ||
		    strcmp(folder, listed) == 0)
			return true;
	}
	return false;
}

static gboolean add_lists(kv_tree *tree, GError **error)
{
	for (guint i = 0; i < tree->files->len; i++) {
		const char *path = g_ptr_array_index(tree->files, i);

		if (!ends_with_name(path, KV_TREE_LIST))
			continue;
		if (tree->livepatches->len == LIVEPATCHES_MAX)
			return fail(error, KV_ERROR_USAGE, tree->path,
				    "this directory holds too many livepatches; give a part of it");
		add_listed(tree, path);
	}
	return TRUE;
}

static gboolean find_livepatches(kv_tree *tree, GError **error)
{
	guint lists;

	if (!add_lists(tree, error))
		return FALSE;
	lists = tree->livepatches->len;
	for (guint i = 0; i < tree->files->len; i++) {
		const char *path = g_ptr_array_index(tree->files, i);
		g_autofree char *folder = kv_path_folder(path);
		bool kbuild = ends_with_name(path, "Kbuild");

		if (!kbuild &&
		    (!ends_with_name(path, "Makefile") || kv_tree_has(tree, folder, "Kbuild")))
			continue;
		if (is_generated_from_lists(tree, lists, folder))
			continue;
		if (!kv_tree_add_kbuild(tree, folder, path, error))
			return FALSE;
	}
	return TRUE;
}

static int compare_livepatches(gconstpointer a, gconstpointer b)
{
	const kv_tree_livepatch *left = *(kv_tree_livepatch *const *)a;
	const kv_tree_livepatch *right = *(kv_tree_livepatch *const *)b;
	int order = strcmp(left->folder, right->folder);

	return order ? order : strcmp(left->module, right->module);
}

static void name_livepatches(kv_tree *tree)
{
	for (guint i = 0; i < tree->livepatches->len; i++) {
		kv_tree_livepatch *livepatch = g_ptr_array_index(tree->livepatches, i);
		g_autofree char *below =
			livepatch->listed ? g_strdup(livepatch->folder)
					  : kv_tree_join(livepatch->folder, livepatch->module);

		livepatch->path = kv_tree_path(tree, below);
	}
}

kv_tree *kv_tree_open(const char *path, GError **error)
{
	g_autoptr(kv_tree) tree = kv_tree_new(path);
	walk at = {.tree = tree};

	if (!tree->real) {
		fail(error, KV_ERROR_USAGE, path, g_strerror(errno));
		return NULL;
	}
	if (!walk_folder(&at, "", error))
		return NULL;
	kv_names_sort(tree->files);
	if (!find_livepatches(tree, error))
		return NULL;
	if (tree->livepatches->len == 0) {
		fail(error, KV_ERROR_USAGE, path,
		     "this directory holds no livepatch: expected a patched_funcs.csv in it or "
		     "below, or a Kbuild or Makefile whose obj-m has C source with a klp_patch or "
		     "klp_object");
		return NULL;
	}
	g_ptr_array_sort(tree->livepatches, compare_livepatches);
	name_livepatches(tree);
	return g_steal_pointer(&tree);
}
