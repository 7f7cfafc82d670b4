/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_KERNEL_CACHE_H
#define KV_KERNEL_CACHE_H

#include <glib.h>

#include "indexer/build.h"
#include "index/index.h"

/*
 * The index of the image @path, with its other half @half if its debug information was split off
 * (else NULL), from the folder @cache_dir (NULL: $XDG_CACHE_HOME/klpvet) if it has one of exactly
 * these files, else built, which @progress (may be NULL) is told before, and kept there. When the
 * folder cannot be used, the index lives in memory and a line is appended to @warnings
 * (element-type utf8). Errors are those of kv_index_build() and of reading the files.
 */
kv_index *kv_cache_index(const char *cache_dir, const char *path, const char *half,
			 kv_object_kind kind, void (*progress)(const char *what),
			 GPtrArray *warnings, GError **error);

/*
 * The file in which kv_cache_index() keeps the index of the image @path with its other half @half,
 * whether or not it is there; free with g_free(). Errors are those of reading the files.
 */
char *kv_cache_path(const char *cache_dir, const char *path, const char *half, GError **error);

/* The folder meant by @cache_dir, which may be NULL as above; free with g_free(). */
char *kv_cache_folder(const char *cache_dir);

/*
 * Writes @bytes to the file @path, whose folder is made if it is missing: all of them or, with
 * KV_ERROR_SYSTEM, none.
 */
gboolean kv_cache_keep(const char *path, GBytes *bytes, GError **error);

/* $XDG_CACHE_HOME/klpvet, by the XDG base directory specification; free with g_free(). */
char *kv_cache_home(void);

#endif
