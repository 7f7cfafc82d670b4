/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_KERNEL_MODULE_USERS_H
#define KV_KERNEL_MODULE_USERS_H

#include <glib.h>

#include "kernel/kernel_files.h"

/*
 * Which modules refer to a function that another module exports. Exact for the modules that could
 * be read: they have its name as an undefined symbol, which the loader binds to the one module that
 * exports it (resolve_symbol() of kernel/module/main.c), and depmod lists that module as needed.
 */
typedef struct kv_module_users {
	const char *unknown; /* why nothing is known; NULL otherwise */
	GPtrArray *users;    /* (element-type utf8): those that refer to it, sorted */
	GPtrArray *unread;   /* (element-type utf8): those that need the module, but were not read */
	guint searched;	     /* how many of those that need the module were */
} kv_module_users;

/*
 * Looks into the modules of the kernel's own trees that need @module, by their modules.dep, for any
 * of the names @symbols (element-type utf8). @files may be NULL: then nothing is known.
 */
kv_module_users *kv_module_users_new(const kv_kernel_files *files, const char *module,
				     const GPtrArray *symbols);
void kv_module_users_free(kv_module_users *users);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_module_users, kv_module_users_free)

#endif
