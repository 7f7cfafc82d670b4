/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "livepatch/tree/tree.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "livepatch/tree/parts.h"

/* Whole kernel sources have some 90,000 files, 10 folders deep. */
enum { ENTRIES_MAX = 500000, DEPTH_MAX = 24 };

/* A distribution's branch holds some 100. */
enum { LIVEPATCHES_MAX = 2000 };

/* The largest generated C files have some MB. */
#define TEXT_SIZE_MAX (UINT64_C(32) << 20)

static const char csv_name[] = "patched_funcs.csv";

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

/* Whether @path is below the folder @folder; everything is below "". */
static bool is_below(const char *path, const char *folder)
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

static gboolean fail(GError **error, kv_error_code code, const char *path, const char *message)
{
	g_set_error(error, KV_ERROR, code, "%s: %s", path, message);
	return FALSE;
}

kv_file *kv_tree_file(const kv_tree *tree, const char *relative, GError **error)
{
	g_autofree char *path = kv_tree_path(tree, relative);
	char *real = realpath(path, NULL);
	bool inside = !real || is_below(real, tree->real);
	g_autoptr(kv_file) file = NULL;

	free(real);
	if (!inside) {
		fail(error, KV_ERROR_INPUT, path,
		     "a symbolic link that leads out of the tree is not followed");
		return NULL;
	}
	file = kv_file_open(path, error);
	if (file && kv_file_size(file) > TEXT_SIZE_MAX) {
		fail(error, KV_ERROR_INPUT, path, "too large to be source of a livepatch");
		return NULL;
	}
	return g_steal_pointer(&file);
}

static int compare_names(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

bool kv_tree_has(const kv_tree *tree, const char *folder, const char *name)
{
	g_autofree char *path = kv_tree_join(folder, name);

	return bsearch(&path, tree->files->pdata, tree->files->len, sizeof(gpointer),
		       compare_names) != NULL;
}

static bool is_makefile(const char *name)
{
	return strcmp(name, "Kbuild") == 0 || strcmp(name, "Makefile") == 0;
}

static bool matters(const char *name)
{
	return g_str_has_suffix(name, ".c") || g_str_has_suffix(name, ".h") ||
	       g_str_has_suffix(name, ".inc") || is_makefile(name) || strcmp(name, csv_name) == 0;
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
	if (matters(name))
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

/* The folder of @path below the tree; g_free(). */
static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? g_strndup(path, (gsize)(slash - path)) : g_strdup("");
}

static bool ends_with_name(const char *path, const char *name)
{
	const char *slash = strrchr(path, '/');

	return strcmp(slash ? slash + 1 : path, name) == 0;
}

static void add_listed(kv_tree *tree, const char *csv)
{
	g_autofree char *folder = folder_of(csv);
	g_autofree char *module = g_path_get_basename(folder[0] ? folder : tree->real);
	kv_tree_livepatch *livepatch = kv_tree_add(tree, folder, module);

	livepatch->listed = true;
	for (guint i = 0; i < tree->files->len; i++) {
		const char *path = g_ptr_array_index(tree->files, i);

		if (g_str_has_suffix(path, ".c") && is_below(path, folder))
			kv_tree_livepatch_add_source(livepatch, path, NULL);
	}
}

/* Whether the folder belongs to a tree that the first @lists livepatches, those listed, are of. */
static bool is_generated_from_lists(const kv_tree *tree, guint lists, const char *folder)
{
	for (guint i = 0; i < lists; i++) {
		const kv_tree_livepatch *livepatch = g_ptr_array_index(tree->livepatches, i);
		const char *listed = livepatch->folder;

		if (is_below(listed, folder) || is_below(folder, listed) ||
		    strcmp(folder, listed) == 0)
			return true;
	}
	return false;
}

static gboolean add_lists(kv_tree *tree, GError **error)
{
	for (guint i = 0; i < tree->files->len; i++) {
		const char *path = g_ptr_array_index(tree->files, i);

		if (!ends_with_name(path, csv_name))
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
		g_autofree char *folder = folder_of(path);
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
	g_autoptr(kv_tree) tree = g_new0(kv_tree, 1);
	walk at = {.tree = tree};

	tree->path = g_strdup(path);
	while (strlen(tree->path) > 1 && g_str_has_suffix(tree->path, "/"))
		tree->path[strlen(tree->path) - 1] = '\0';
	tree->files = g_ptr_array_new_with_free_func(g_free);
	tree->livepatches = g_ptr_array_new_with_free_func(livepatch_free);
	tree->real = realpath(path, NULL);
	if (!tree->real) {
		fail(error, KV_ERROR_USAGE, path, g_strerror(errno));
		return NULL;
	}
	if (!walk_folder(&at, "", error))
		return NULL;
	g_ptr_array_sort(tree->files, compare_names);
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
		     (other->listed && other->folder[0] && is_below(path, other->folder))))
			return true;
	}
	return false;
}

/* Whether @path was in a folder that has gone with everything in it. */
static bool is_of_gone_folder(const kv_tree *tree, const char *path)
{
	g_autofree char *folder = folder_of(path);

	for (guint i = 0; i < tree->files->len; i++) {
		if (is_below(g_ptr_array_index(tree->files, i), folder))
			return false;
	}
	return true;
}

bool kv_tree_concerns(const kv_tree *tree, const kv_tree_livepatch *livepatch, const char *path)
{
	g_autofree char *name = g_path_get_basename(path);

	if (!matters(name))
		return false;
	if (has_source(livepatch, path) || (livepatch->listed && is_below(path, livepatch->folder)))
		return true;
	/* The rest is shared: headers, the template of the module, makefiles. */
	return !belongs_to_another(tree, livepatch, path) && !is_of_gone_folder(tree, path);
}
