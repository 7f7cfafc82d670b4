/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_DWARF_PATH_H
#define KV_DWARF_PATH_H

#include <glib.h>
#include <stdbool.h>

/*
 * Names of source files as the kernel's own tree calls them. What compilers write depends on how
 * the kernel was built: relative to the tree that was built in, absolute for O= builds, and with
 * prefixes mapped away (-ffile-prefix-map) for C but not for assembler sources.
 */
typedef struct kv_source_root {
	char *absolute; /* the source tree's place, when names are absolute; or NULL */
	char *build; /* where in the source tree it was built, when prefixes are mapped; or NULL */
} kv_source_root;

/*
 * Learns the root from include/linux/types.h, which practically every C unit of a kernel uses: true
 * when @directory/@name, seen by a compiler that ran in @compile_dir, is that file.
 */
bool kv_source_root_learn(kv_source_root *root, const char *compile_dir, const char *directory,
			  const char *name);
void kv_source_root_clear(kv_source_root *root);

/*
 * Writes into @path the name, relative to the source tree, of the file @name in @directory ("" for
 * none) as seen from @compile_dir, without "./" and "../". A file outside of the tree keeps its
 * whole path.
 */
void kv_source_path(const kv_source_root *root, const char *compile_dir, const char *directory,
		    const char *name, GString *path);

#endif
