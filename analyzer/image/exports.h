/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_IMAGE_EXPORTS_H
#define KV_IMAGE_EXPORTS_H

#include "kernel/kernel.h"

/*
 * What modules can refer to by name. EXPORT_SYMBOL(f) makes an entry of the table of exports, and
 * a symbol __ksymtab_f for it (include/linux/export.h).
 */

/* Whether vmlinux or the module of which @index is exports @name. */
bool kv_index_exports(const kv_index *index, const char *name);
/* Whether @index shows any export at all; every vmlinux with a complete symbol table does. */
bool kv_index_has_exports(const kv_index *index);
/*
 * Whether one of @modules, names separated by commas (NULL: none), exports @name. KV_UNKNOWN when
 * one that could is not found or has no symbol table.
 */
kv_fact kv_kernel_modules_export(kv_kernel *kernel, const char *modules, const char *name);

#endif
