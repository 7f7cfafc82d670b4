/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_LIVEPATCH_TREE_TREE_H
#define KV_LIVEPATCH_TREE_TREE_H

#include "base/file.h"
#include "kernel/kernel.h"
#include "livepatch/model/model.h"
#include "source/read.h"

/*
 * A folder with livepatches that are not built yet. Two layouts are known, at any depth: folders
 * with a patched_funcs.csv, from which SUSE's scripts/register-patches.sh generates the module, and
 * folders with a Kbuild or Makefile whose obj-m are livepatches.
 */
typedef struct kv_tree kv_tree;

/* A C file of a livepatch. */
typedef struct kv_tree_source {
	char *path;   /* below the tree */
	char *option; /* CONFIG_X that it is built with, in a module of several; or NULL: always */
} kv_tree_source;

/* One livepatch of a tree. */
typedef struct kv_tree_livepatch {
	char *path;   /* as reports call it: the tree as it was given, the folder, the module */
	char *folder; /* below the tree; "" for the tree itself */
	char *module; /* name of the module; of a patched_funcs.csv, of its folder */
	bool listed;  /* by patched_funcs.csv */
	GPtrArray *sources; /* (element-type kv_tree_source) */
	char *unread;	    /* what of its Makefile cannot be told; or NULL */
} kv_tree_livepatch;

/*
 * Looks through the folder @path: hidden folders and symbolic links to folders are left out.
 * KV_ERROR_USAGE when no livepatch is in it, or far too many files.
 */
kv_tree *kv_tree_open(const char *path, GError **error);
void kv_tree_free(kv_tree *tree);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_tree, kv_tree_free)

/* By folder, then module: (element-type kv_tree_livepatch). */
const GPtrArray *kv_tree_livepatches(const kv_tree *tree);
/*
 * Whether a change of the file @path (below the tree; it need not exist any more) may change
 * @livepatch: it is one of its files, or one that livepatches share.
 */
bool kv_tree_concerns(const kv_tree *tree, const kv_tree_livepatch *livepatch, const char *path);

/*
 * Reads @livepatch for @kernel, whose configuration decides about conditions; @options tell how its
 * C source is read. KV_ERROR_INPUT when a file of it cannot be read as what it is, else the errors
 * of kv_livepatch_of_units(). What cannot be told becomes a gap of the model; code of a livepatch
 * that is listed may be missing from its units, as code_unread then says.
 */
kv_livepatch *kv_tree_read(const kv_tree *tree, const kv_tree_livepatch *livepatch,
			   const kv_kernel *kernel, const kv_source_options *options,
			   GError **error);

#endif
