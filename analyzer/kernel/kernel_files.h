/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_KERNEL_KERNEL_FILES_H
#define KV_KERNEL_KERNEL_FILES_H

#include <glib.h>
#include <stdbool.h>

/* Where the files of one kernel are. Paths are absolute; members may be NULL unless said. */
typedef struct kv_kernel_files {
	char *image;	  /* vmlinux, or an index of klpvet */
	char *half;	  /* if its debug information was split off, the other half of the image */
	bool is_index;	  /* the image is an index */
	bool running;	  /* chosen because it is the kernel that runs */
	char *release;	  /* as the place says; NULL when only the image itself can tell */
	GPtrArray *roots; /* systems to search for the rest, best first: (element-type utf8) */
	char *build_tree; /* the tree the image was built in */

	/* Filled by kv_kernel_files_find(). */
	char *config;
	char *system_map;	 /* a real one: Debian's stub in /boot is passed over */
	char *modules_builtin;	 /* list of the modules that are built in */
	GPtrArray *module_trees; /* what the kernel loads, best first: (element-type utf8) */
	GPtrArray *debug_trees;	 /* the same with debug information: (element-type utf8) */
} kv_kernel_files;

kv_kernel_files *kv_kernel_files_new(void);
void kv_kernel_files_free(kv_kernel_files *files);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_kernel_files, kv_kernel_files_free)

/*
 * Finds out from its path to which system or build tree the vmlinux at the absolute path @vmlinux
 * belongs, so that its modules and configuration are looked for beside it.
 */
void kv_kernel_files_surround(kv_kernel_files *files, const char *vmlinux);

/*
 * Finds everything else that belongs to the image. @release is that of the image; NULL when it is
 * not known, which leaves only the build tree to look in.
 */
void kv_kernel_files_find(kv_kernel_files *files, const char *release);

/* The release that the build tree @tree says it has, or NULL; free with g_free(). */
char *kv_build_tree_release(const char *tree);

#endif
