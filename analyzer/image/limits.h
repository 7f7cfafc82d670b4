/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_IMAGE_LIMITS_H
#define KV_IMAGE_LIMITS_H

#include <glib.h>

#include "index/index.h"

/*
 * What keeps any module from being called @name, or NULL; a static string. scripts/Makefile.lib
 * (name-fix) makes the names of modules from file names.
 */
const char *kv_module_name_obstacle(const char *name);
/*
 * The kernel's KSYM_NAME_LEN and MODULE_NAME_LEN; names must be shorter. @assumed, if not NULL,
 * tells whether the value follows from the release because the image does not show it.
 */
guint kv_index_symbol_name_limit(const kv_index *vmlinux, bool *assumed);
guint kv_index_module_name_limit(const kv_index *vmlinux, bool *assumed);

#endif
