/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_DWARF_MODULE_H
#define KV_DWARF_MODULE_H

#include <glib.h>

#include "base/file.h"

/* A function of a module, and what its debug information says of it. */
typedef struct kv_module_function {
	uint32_t section; /* number in the file */
	uint64_t offset;
	const char *name; /* of its symbol; may be NULL */
	char *prototype;  /* as kv_source.prototype and .signature; NULL as long as not known */
	char *signature;
} kv_module_function;

/*
 * Looks the @count @functions of the module @file up in its debug information, by where they begin
 * and by name, without an index of it. A compiler that finds two functions equal keeps the code of
 * one, also for the other, which then has a name only. Sets prototype and signature of those that
 * are found, both at once: free with g_free(). NULL when all of it was read; else why not: "it has
 * no debug information (DWARF)", free with g_free().
 */
char *kv_module_functions_describe(kv_file *file, kv_module_function *functions, guint count);

#endif
