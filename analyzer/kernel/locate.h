/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_KERNEL_LOCATE_H
#define KV_KERNEL_LOCATE_H

#include <glib.h>

#include "kernel/kernel_files.h"

/*
 * Finds the image that @spec names (NULL: the running kernel): a vmlinux, an index, a build tree, a
 * directory that holds a kernel's files in the places of a distribution, or a release, which is
 * looked for on this system and among the kernels in the user's cache. Of several images of one
 * kernel the one that tells most is taken; if it is one half of an image whose debug information
 * was split off, the file that may be the other half too. KV_ERROR_USAGE when nothing is found or
 * the choice is not clear; the message says where it looked and what to give or install.
 */
kv_kernel_files *kv_kernel_locate(const char *spec, GError **error);

#endif
