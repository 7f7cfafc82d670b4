/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/module_tree.h"

#include <fts.h>
#include <string.h>

#include "base/file.h"
#include "base/names.h"
#include "kernel/lines.h"

/* A kernel's tree is some 10 folders deep and has 10,000 entries; source trees have 100,000. */
#define SEARCH_DEPTH_MAX 32
#define SEARCH_ENTRIES_MAX 1000000
/* The modules.dep of a distribution takes half a megabyte. */
#define LIST_SIZE_MAX (UINT64_C(64) << 20)

struct kv_module_tree {
	char *path;
	kv_module_tree_kind kind;
	GHashTable *listed; /* name -> path of the list; NULL when not read or not there */
	GHashTable *found;  /* name -> GPtrArray of paths; NULL when not searched yet */
	GPtrArray *order;   /* the names in listed, else in found, as they come */
	bool list_read;
};

kv_module_tree *kv_module_tree_new(const char *path, kv_module_tree_kind kind)
{
	kv_module_tree *tree = g_new0(kv_module_tree, 1);

	tree->path = g_strdup(path);
	tree->kind = kind;
	tree->order = g_ptr_array_new();
	return tree;
}

void kv_module_tree_free(kv_module_tree *tree)
{
	if (!tree)
		return;
	g_free(tree->path);
	g_clear_pointer(&tree->listed, g_hash_table_unref);
	g_clear_pointer(&tree->found, g_hash_table_unref);
	g_ptr_array_unref(tree->order);
	g_free(tree);
}

const char *kv_module_tree_path(const kv_module_tree *tree)
{
	return tree->path;
}

static char *module_name(const char *path, size_t length, const char *const *endings, size_t count)
{
	const char *slash = memrchr(path, '/', length);
	const char *base = slash ? slash + 1 : path;
	size_t base_length = length - (size_t)(base - path);

	for (size_t i = 0; i < count; i++) {
		size_t ending = strlen(endings[i]);
		char *name;

		if (base_length <= ending ||
		    memcmp(base + base_length - ending, endings[i], ending) != 0)
			continue;
		name = g_strndup(base, base_length - ending);
		return g_strdelimit(name, "-", '_');
	}
	return NULL;
}

char *kv_module_name_of(const char *path)
{
	static const char *const endings[] = {
		".ko", ".ko.gz", ".ko.xz", ".ko.zst", ".ko.debug",
	};

	return module_name(path, strlen(path), endings, G_N_ELEMENTS(endings));
}

/* The module that is made of the object at @path, or what else stands there. */
static char *listed_path(const char *path, size_t length)
{
	if (length > 2 && memcmp(path + length - 2, ".o", 2) == 0)
		return g_strdup_printf("%.*sko", (int)length - 1, path);
	return g_strndup(path, length);
}

/* Reads the list at @path; @order gets the names as they come, owned by the list. */
static GHashTable *list_read(const char *path, GPtrArray *order)
{
	static const char *const endings[] = {
		".ko", ".ko.gz", ".ko.xz", ".ko.zst", ".o",
	};
	g_autoptr(kv_file) file = kv_file_open(path, NULL);
	GHashTable *list;
	kv_lines lines;
	const char *line;
	size_t length;

	if (!file || kv_file_size(file) > LIST_SIZE_MAX)
		return NULL;
	list = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	lines = kv_lines_of(file);
	while (kv_lines_take(&lines, &line, &length)) {
		const char *colon = memchr(line, ':', length);
		size_t entry = colon ? (size_t)(colon - line) : length;
		char *name = module_name(line, entry, endings, G_N_ELEMENTS(endings));

		if (name && g_hash_table_insert(list, name, listed_path(line, entry)))
			g_ptr_array_add(order, name);
	}
	return list;
}

GHashTable *kv_module_list_read(const char *path)
{
	g_autoptr(GPtrArray) order = g_ptr_array_new();

	return list_read(path, order);
}

/* The list of the tree, or NULL when it has none. */
static GHashTable *tree_list(kv_module_tree *tree)
{
	static const char *const lists[] = {"modules.dep", "modules.order"};

	if (tree->list_read || tree->kind != KV_MODULE_TREE_LISTED)
		return tree->listed;
	tree->list_read = true;
	for (size_t i = 0; i < G_N_ELEMENTS(lists) && !tree->listed; i++) {
		g_autofree char *path = g_build_filename(tree->path, lists[i], NULL);
		g_autoptr(GHashTable) list = list_read(path, tree->order);

		if (list && g_hash_table_size(list) > 0)
			tree->listed = g_steal_pointer(&list);
	}
	return tree->listed;
}

static void add_found(kv_module_tree *tree, const char *path)
{
	g_autofree char *name = kv_module_name_of(path);
	GPtrArray *paths = name ? g_hash_table_lookup(tree->found, name) : NULL;

	if (!name)
		return;
	if (!paths) {
		paths = g_ptr_array_new_with_free_func(g_free);
		if (!tree->listed)
			g_ptr_array_add(tree->order, name);
		g_hash_table_insert(tree->found, g_steal_pointer(&name), paths);
	}
	g_ptr_array_add(paths, g_strdup(path));
}

/* Looks at one entry of the folder; what is behind links is looked at when it is asked for. */
static void search_entry(kv_module_tree *tree, FTS *walk, FTSENT *entry)
{
	switch (entry->fts_info) {
	case FTS_D:
		if (entry->fts_level > SEARCH_DEPTH_MAX)
			fts_set(walk, entry, FTS_SKIP);
		break;
	case FTS_F:
	case FTS_SL:
	case FTS_NSOK:
		add_found(tree, entry->fts_path);
		break;
	default:
		break;
	}
}

static gint compare_entries(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

/*
 * Searches the whole folder, once. Links to folders are left alone (FTS_PHYSICAL): build and source
 * of an installed tree lead to whole source trees, and loops cannot arise. The folder itself may be
 * a link.
 */
static GHashTable *tree_search(kv_module_tree *tree)
{
	char *const roots[] = {tree->path, NULL};
	GHashTableIter iter;
	gpointer paths;
	FTSENT *entry;
	FTS *walk;

	if (tree->found)
		return tree->found;
	tree->found = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					    (GDestroyNotify)g_ptr_array_unref);
	walk = fts_open(roots, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR | FTS_NOSTAT,
			compare_entries);
	for (guint i = 0; walk && i < SEARCH_ENTRIES_MAX && (entry = fts_read(walk)); i++)
		search_entry(tree, walk, entry);
	if (walk)
		fts_close(walk);

	g_hash_table_iter_init(&iter, tree->found);
	while (g_hash_table_iter_next(&iter, NULL, &paths))
		kv_names_sort(paths);
	return tree->found;
}

GHashTable *kv_module_tree_names(kv_module_tree *tree)
{
	GHashTable *list = tree_list(tree);

	return list ? list : tree_search(tree);
}

/* @path, which a search of the tree has found, as it is called inside of the tree. */
static const char *inside(const kv_module_tree *tree, const char *path)
{
	path += strlen(tree->path);
	return path + strspn(path, "/");
}

GArray *kv_module_tree_places(kv_module_tree *tree)
{
	GHashTable *names = kv_module_tree_names(tree);
	GArray *places = g_array_sized_new(FALSE, FALSE, sizeof(kv_module_place), tree->order->len);

	for (guint i = 0; i < tree->order->len; i++) {
		const char *module = g_ptr_array_index(tree->order, i);
		gpointer known = g_hash_table_lookup(names, module);
		const char *path = tree->listed
					   ? known
					   : inside(tree, g_ptr_array_index((GPtrArray *)known, 0));
		/* What listed_file() does not take as it is. */
		bool odd = tree->listed && (path[0] == '/' || strstr(path, ".."));
		kv_module_place place = {.module = module, .path = odd ? NULL : path};

		g_array_append_val(places, place);
	}
	return places;
}

bool kv_module_tree_has_modules(kv_module_tree *tree)
{
	return g_hash_table_size(kv_module_tree_names(tree)) > 0;
}

static bool leads_to_file(const char *path)
{
	return g_file_test(path, G_FILE_TEST_IS_REGULAR);
}

/* The file that the list entry @listed stands for, or NULL when it is not there. */
static char *listed_file(const kv_module_tree *tree, const char *listed)
{
	/* Lists of build trees up to 5.2 begin with the "kernel/" of the installed tree. */
	static const char *const prefixes[] = {"", "kernel/"};

	for (size_t i = 0; i < G_N_ELEMENTS(prefixes); i++) {
		g_autofree char *path = NULL;

		if (!g_str_has_prefix(listed, prefixes[i]) || strstr(listed, ".."))
			continue;
		path = g_build_filename(tree->path, listed + strlen(prefixes[i]), NULL);
		if (leads_to_file(path))
			return g_steal_pointer(&path);
	}
	return NULL;
}

/* Appends the paths among @found that lead to files. */
static void append_files(GPtrArray *files, const GPtrArray *found)
{
	for (guint i = 0; i < found->len; i++) {
		const char *path = g_ptr_array_index(found, i);

		if (leads_to_file(path))
			g_ptr_array_add(files, g_strdup(path));
	}
}

GPtrArray *kv_module_tree_files(kv_module_tree *tree, const char *module)
{
	GPtrArray *files = g_ptr_array_new_with_free_func(g_free);
	GHashTable *list = tree_list(tree);
	const char *listed = list ? g_hash_table_lookup(list, module) : NULL;
	char *path = listed ? listed_file(tree, listed) : NULL;
	const GPtrArray *found;

	if (path) {
		g_ptr_array_add(files, path);
		return files;
	}
	found = g_hash_table_lookup(tree_search(tree), module);
	if (found)
		append_files(files, found);
	return files;
}

GPtrArray *kv_module_tree_mirrored(kv_module_tree *tree, const char *relative)
{
	static const char *const endings[] = {"", ".debug"};
	GPtrArray *files = g_ptr_array_new_with_free_func(g_free);
	const char *ending = g_strrstr(relative, ".ko");

	for (size_t i = 0; ending && i < G_N_ELEMENTS(endings); i++) {
		g_autofree char *path = g_strdup_printf(
			"%s/%.*s.ko%s", tree->path, (int)(ending - relative), relative, endings[i]);

		if (leads_to_file(path))
			g_ptr_array_add(files, g_steal_pointer(&path));
	}
	return files;
}
