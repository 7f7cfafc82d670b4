/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_KERNEL_MODULES_H
#define KV_KERNEL_MODULES_H

#include <glib.h>
#include <stdbool.h>

#include "kernel/kernel_files.h"

/* The modules of one kernel: which there are, and which file tells most about each. */
typedef struct kv_modules kv_modules;

/* @user_dir (may be NULL) goes before the trees of @files. Reads nothing yet. */
kv_modules *kv_modules_new(const kv_kernel_files *files, const char *user_dir);
void kv_modules_free(kv_modules *modules);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_modules, kv_modules_free)

/* Whether the kernel's own tree is there, so that what is not in it is no module of this kernel. */
bool kv_modules_has_tree(kv_modules *modules);

/* The names of all modules in all trees, sorted: (element-type utf8), owned by @modules. */
const GPtrArray *kv_modules_names(kv_modules *modules);

/*
 * The file of @module to read, free with g_free(): from the user's folder, else from the kernel's
 * tree; in its place the one with debug information from the debug tree if both have one build-id.
 * If the debug information was split off, @half (free with g_free()) gets the file of it that
 * belongs to this one, else it is left alone. Appends to @warnings when the files do not fit
 * together. NULL when there is none: @reason and @supply (free with g_free()) then say why and what
 * to do.
 */
char *kv_modules_find(kv_modules *modules, const char *module, GPtrArray *warnings, char **half,
		      char **reason, char **supply);

/*
 * The names of modules, at most @max, whose symbol table has a function called @symbol, sorted:
 * (element-type utf8), free with g_ptr_array_unref(). Knows every module of the kernel's own tree
 * and of the user's folder, except those packed with xz, which takes too long to unpack. The first
 * time it reads them all; what it learns is kept in @cache_dir (NULL: $XDG_CACHE_HOME/klpvet).
 */
GPtrArray *kv_modules_defining(kv_modules *modules, const char *cache_dir, const char *symbol,
			       guint max);
/* Whether there are modules that kv_modules_defining() passes over. */
bool kv_modules_passed_over(kv_modules *modules);

#endif
