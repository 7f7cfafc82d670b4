/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_INDEXER_IMAGE_H
#define KV_INDEXER_IMAGE_H

#include <glib.h>
#include <stdbool.h>

#include "elf/elf.h"

/*
 * How much a vmlinux or a module tells, as its section headers show: each step up answers more
 * questions about a livepatch.
 */
typedef enum {
	KV_IMAGE_UNUSABLE,   /* not there, or no ELF file */
	KV_IMAGE_BARE,	     /* no symbol table */
	KV_IMAGE_PACKED,     /* compressed: what is inside has not been looked at */
	KV_IMAGE_SYMBOLS,    /* symbols and code, no debug information */
	KV_IMAGE_DEBUG_ONLY, /* symbols and debug information split from the code */
	KV_IMAGE_FULL,	     /* symbols, code and debug information */
} kv_image_content;

/* What @elf holds. */
kv_image_content kv_image_content_of(const kv_elf *elf);

/* What the image @path holds; reads its headers only and never unpacks it. */
kv_image_content kv_image_inspect(const char *path);

/*
 * The build-id of the image @path; NULL when it has none, or is compressed, which takes long to
 * unpack. Free with g_free().
 */
char *kv_image_build_id(const char *path);

/* What the file on the command line is. */
typedef enum {
	KV_IMAGE_IS_VMLINUX, /* an executable ELF file, or something compressed */
	KV_IMAGE_IS_INDEX,   /* written by `klpvet index` */
} kv_image_form;

/*
 * Recognises @path as the image of a kernel by its content. KV_ERROR_USAGE, saying what it is and
 * what to give instead, for a compressed boot image, a module or a package; KV_ERROR_USAGE or
 * KV_ERROR_SYSTEM when it cannot be read.
 */
gboolean kv_image_recognise(const char *path, kv_image_form *form, GError **error);

#endif
