/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_INDEXER_IDENTITY_H
#define KV_INDEXER_IDENTITY_H

#include <glib.h>

#include "elf/elf.h"
#include "indexer/build.h"
#include "indexer/symbols.h"

/* What an image says of itself; strings are NULL when it does not. */
typedef struct kv_identity {
	char *release, *banner, *vermagic, *build_id;
	char *module;	     /* of a module: its name, with underscores */
	GPtrArray *builtins; /* (element-type utf8) built-in modules with an initcall, by name */
	int64_t module_layout_crc; /* of a vmlinux with CONFIG_MODVERSIONS; -1: unknown */
} kv_identity;

kv_identity *kv_identity_read(const kv_elf *elf, kv_object_kind kind, const kv_symbol_list *symbols);
void kv_identity_free(kv_identity *identity);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_identity, kv_identity_free)

/*
 * The module in the name of an initcall symbol, `__initcall__kmod_<module>__<n>_<line>_<function>`
 * (include/linux/init.h, __initcall_id(), since 5.11), or NULL; free with g_free().
 */
char *kv_initcall_module(const char *symbol);

#endif
