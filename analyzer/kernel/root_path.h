/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_KERNEL_ROOT_PATH_H
#define KV_KERNEL_ROOT_PATH_H

#include <glib.h>

/*
 * Resolves @path below @root as chroot(2) would: absolute symbolic links and ".." stay inside
 * @root. In a copied system /lib/modules/REL/build must lead to its own headers and not to those of
 * the machine that klpvet runs on. NULL when there is no such file or the links do not end; free
 * with g_free().
 */
char *kv_root_path_resolve(const char *root, const char *path);

#endif
