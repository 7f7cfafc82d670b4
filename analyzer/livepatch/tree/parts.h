/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_LIVEPATCH_TREE_PARTS_H
#define KV_LIVEPATCH_TREE_PARTS_H

#include "livepatch/tree/tree.h"

/* What the files that make up the reader of trees share. */

struct kv_tree {
	char *path;		/* as it was given */
	char *real;		/* without symbolic links */
	GPtrArray *files;	/* (element-type utf8): what may matter, below the tree, sorted */
	GPtrArray *livepatches; /* (element-type kv_tree_livepatch) */
};

/* What lists the functions of a livepatch, for SUSE's scripts. */
#define KV_TREE_LIST "patched_funcs.csv"

/*
 * A tree of the folder @path in which nothing has been looked for; if there is no such folder, real
 * is NULL and errno tells why.
 */
kv_tree *kv_tree_new(const char *path);
/* Whether a file called @name can be part of a livepatch, or of what builds it. */
bool kv_tree_matters(const char *name);
/* Whether @path is below the folder @folder; everything is below "". */
bool kv_path_is_below(const char *path, const char *folder);
/* The folder of @path, below the tree; g_free(). */
char *kv_path_folder(const char *path);
/*
 * Opens the file @relative of the tree. KV_ERROR_INPUT when a symbolic link leads out of the tree,
 * or when it is larger than text of its kind is.
 */
kv_file *kv_tree_file(const kv_tree *tree, const char *relative, GError **error);
/* The path of @relative as reports call it: below the tree as it was given; g_free(). */
char *kv_tree_path(const kv_tree *tree, const char *relative);
/* Whether the tree holds the file @folder/@name. */
bool kv_tree_has(const kv_tree *tree, const char *folder, const char *name);
/* "folder/name", or "name" for the tree itself; g_free(). */
char *kv_tree_join(const char *folder, const char *name);

/* Appends a livepatch to the tree. */
kv_tree_livepatch *kv_tree_add(kv_tree *tree, const char *folder, const char *module);
void kv_tree_livepatch_add_source(kv_tree_livepatch *livepatch, const char *path,
				  const char *option);

/* Reads a livepatch that a patched_funcs.csv lists, without compiling its source. */
kv_livepatch *kv_tree_read_listed(const kv_tree *tree, const kv_tree_livepatch *livepatch,
				  const kv_kernel *kernel, GError **error);
/*
 * Adds the livepatches that the Kbuild or Makefile @relative of @folder builds as modules: those of
 * whose sources one has a klp_patch or klp_object. KV_ERROR_INPUT when it cannot be read.
 */
gboolean kv_tree_add_kbuild(kv_tree *tree, const char *folder, const char *relative,
			    GError **error);

/*
 * Adds what the C sources of @parts tell of @livepatch, whose functions are known, without being
 * compiled: definitions, references and suppressions.
 */
gboolean kv_tree_read_sources(const kv_tree *tree, const kv_tree_livepatch *parts,
			      const kv_kernel *kernel, kv_livepatch *livepatch, GError **error);
/*
 * The template of the module that the livepatch in @folder becomes part of: the nearest
 * livepatch_main.c there or above, below the tree; NULL when there is none; g_free().
 */
char *kv_tree_template(const kv_tree *tree, const char *folder);
/* Whether @path is such a template. It is no C: a script has yet to put the livepatches in. */
bool kv_tree_is_template(const char *path);
/*
 * What the template of the module, livepatch_main.c in a folder above @parts, says of the module as
 * a whole.
 */
gboolean kv_tree_read_template(const kv_tree *tree, const kv_tree_livepatch *parts,
			       kv_livepatch *livepatch, GError **error);

#endif
