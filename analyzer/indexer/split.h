/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_INDEXER_SPLIT_H
#define KV_INDEXER_SPLIT_H

#include <glib.h>
#include <stdint.h>

#include "base/file.h"
#include "elf/elf.h"
#include "indexer/build.h"

/*
 * The files of one image. Packages may split its debug information off (eu-strip -f, objcopy
 * --only-keep-debug): the debug file then keeps the whole section table, in which allocated
 * sections have lost their contents (SHT_NOBITS), and the whole symbol table; the file that is
 * loaded keeps the contents, and of the sections that are not allocated only some.
 */
typedef struct kv_split {
	kv_file *file, *half; /* as they were named; half is NULL when there is one file only */
	kv_elf *code;	      /* what is loaded, with the symbols that the kernel has of it */
	kv_elf *debug;	      /* the debug file; NULL when there is one file only */
	uint32_t *sections;   /* for each section of debug, its number in code, or SHN_UNDEF */
} kv_split;

/*
 * Opens @path and, unless it is NULL, the other half @half; which of them holds the code is found
 * out. The symbols of a vmlinux are those of the debug file if it has more of them, as the kernel
 * was linked with a full table; those of a module are always what is loaded with it. KV_ERROR_INPUT
 * when the two are not halves of one build.
 */
kv_split *kv_split_open(const char *path, const char *half, kv_object_kind kind, GError **error);
void kv_split_free(kv_split *split);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_split, kv_split_free)

#endif
