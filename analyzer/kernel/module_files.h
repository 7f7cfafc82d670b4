/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_KERNEL_MODULE_FILES_H
#define KV_KERNEL_MODULE_FILES_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "kernel/module_tree.h"

/* One module of a tree and the first of its files. */
typedef struct kv_module_file {
	const char *module; /* the tree's */
	const char *path; /* relative to the tree, or @found; NULL: there is none that is read */
	char *found;	  /* owns @path if it had to be searched for, else NULL */
	uint64_t state;	  /* a digest of path, size, times and number of the file */
} kv_module_file;

/*
 * The modules of @tree as they come, without those that take too long to unpack: (element-type
 * kv_module_file), free with g_array_unref(). As long as @tree lives.
 */
GArray *kv_module_files_of(kv_module_tree *tree);

/* One number for the states of all @files, which another set of files, or any change, changes. */
uint64_t kv_module_files_state(const GArray *files);

/*
 * Calls @work with either of two elements of @size bytes at @shares, the second of them in a thread
 * of its own if there can be one.
 */
void kv_run_both(GThreadFunc work, void *shares, size_t size);

/* Whether the module in the file called @path takes too long to unpack. */
bool kv_module_is_slow_to_open(const char *path);

#endif
