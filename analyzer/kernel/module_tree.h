/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_KERNEL_MODULE_TREE_H
#define KV_KERNEL_MODULE_TREE_H

#include <glib.h>
#include <stdbool.h>

/* One folder that holds modules, and which modules these are. */
typedef struct kv_module_tree kv_module_tree;

typedef enum {
	/* A kernel's own tree: its modules.dep or modules.order says what is in it. */
	KV_MODULE_TREE_LISTED,
	/* Any folder: it is searched to the bottom. */
	KV_MODULE_TREE_SEARCHED,
} kv_module_tree_kind;

/* Reads nothing yet. */
kv_module_tree *kv_module_tree_new(const char *path, kv_module_tree_kind kind);
void kv_module_tree_free(kv_module_tree *tree);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_module_tree, kv_module_tree_free)

const char *kv_module_tree_path(const kv_module_tree *tree);

/* Whether there is a list of the modules, or at least one module. */
bool kv_module_tree_has_modules(kv_module_tree *tree);

/* The names of the modules of the tree: (key-type utf8), in no order, owned by the tree. */
GHashTable *kv_module_tree_names(kv_module_tree *tree);

/* A module, and the path that its tree knows for it; the strings are the tree's. */
typedef struct kv_module_place {
	const char *module;
	const char *path; /* relative to the tree; NULL: only a search can tell */
} kv_module_place;

/*
 * All modules of the tree as they come, which is folder by folder where depmod or a search listed
 * them: (element-type kv_module_place), free with g_array_unref().
 * Where a regular file stands at the path, it is the first of kv_module_tree_files().
 */
GArray *kv_module_tree_places(kv_module_tree *tree);

/*
 * The files that hold @module, best first: (element-type utf8); empty when there is none. The tree
 * is searched when its list does not lead to a file. Free with g_ptr_array_unref().
 */
GPtrArray *kv_module_tree_files(kv_module_tree *tree, const char *module);

/*
 * The same for a tree laid out like another one, in which the module is at @relative: looks only in
 * that place, for the file as it is and for one with debug information split off.
 */
GPtrArray *kv_module_tree_mirrored(kv_module_tree *tree, const char *relative);

/*
 * The name the kernel gives the module in a file called @path, with '_' for '-' (KBUILD_MODNAME);
 * NULL when no module is called like that. Free with g_free().
 */
char *kv_module_name_of(const char *path);

/*
 * Reads a list of modules (modules.builtin, modules.dep, modules.order): name -> path of the list.
 * One line per module: its path, in modules.dep followed by a colon and what it depends on. Since
 * 6.2 the modules.order of a build tree names objects (.o): their paths are given with .ko, as the
 * modules are called that are made of them. NULL when the file cannot be read.
 */
GHashTable *kv_module_list_read(const char *path);

#endif
