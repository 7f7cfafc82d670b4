/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_INDEXER_BUILD_H
#define KV_INDEXER_BUILD_H

#include <glib.h>

#include "base/file.h"
#include "elf/kind.h"
#include "index/index.h"

/*
 * Building an index: each part reads one thing (symbols, ftrace locations, DWARF, structure
 * layouts) into flat tables; write.c joins them, orders everything and lays out the file.
 */

/*
 * Builds the index of the image @path, a vmlinux or (for KV_OBJECT_MODULE) a .ko, and returns its
 * bytes. Of an image whose debug information was split off, @path is one half and @half the other,
 * in either order; else @half is NULL. Two builds of one file are byte-identical. KV_ERROR_INPUT
 * when the image is damaged or the halves are not of one build; damaged or missing DWARF is no
 * error: the index then says that it has none.
 */
GBytes *kv_index_build(const char *path, const char *half, kv_object_kind kind, GError **error);

/* Builds the index and writes it to @output by way of a temporary file that is renamed. */
gboolean kv_index_build_file(const char *path, const char *half, kv_object_kind kind,
			     const char *output, GError **error);

/* Writes @bytes to @output by way of a temporary file in the same folder, which is renamed. */
gboolean kv_index_write_file(const char *output, GBytes *bytes, GError **error);

#endif
