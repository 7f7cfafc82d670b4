/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_KERNEL_MODULE_FUNCTIONS_H
#define KV_KERNEL_MODULE_FUNCTIONS_H

#include <glib.h>

#include "kernel/module_tree.h"

/*
 * Which functions the modules of one tree have, so that finding the modules with a certain one does
 * not mean opening thousands of files. The table is kept in the cache, beside the indexes.
 */
typedef struct kv_module_functions kv_module_functions;

/*
 * The table of @tree from the folder @cache_dir (NULL: $XDG_CACHE_HOME/klpvet) if it has one made
 * of exactly the files that are in the tree now, else made of them, and kept there if the folder
 * can be used. Modules that cannot be read, or that take too long to, are not in it.
 */
kv_module_functions *kv_module_functions_new(kv_module_tree *tree, const char *cache_dir);
void kv_module_functions_free(kv_module_functions *functions);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_module_functions, kv_module_functions_free)

/*
 * Appends to @modules (element-type utf8, each to be freed with g_free()) the names of the modules
 * that may have a function @symbol: those that have one and, rarely, others.
 */
void kv_module_functions_find(const kv_module_functions *functions, const char *symbol,
			      GPtrArray *modules);

/* The file in which the table of @tree is kept; free with g_free(). */
char *kv_module_functions_path(const kv_module_tree *tree, const char *cache_dir);

#endif
