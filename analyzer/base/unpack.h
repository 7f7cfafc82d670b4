/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_BASE_UNPACK_H
#define KV_BASE_UNPACK_H

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

/* The compressions in which distributions ship modules and kernels. */
typedef enum {
	KV_PACKING_NONE,
	KV_PACKING_GZIP,
	KV_PACKING_XZ,
	KV_PACKING_ZSTD,
} kv_packing;

/* Recognises a compression by its magic number, whatever the file is called. */
kv_packing kv_packing_of(const uint8_t *data, size_t size);

/*
 * Unpacks @data completely; concatenated members are joined. The result is @unpacked_size bytes,
 * freed with g_free(). KV_ERROR_INPUT, naming @path, when the data is damaged or truncated, or
 * would grow beyond @limit bytes.
 */
uint8_t *kv_unpack(kv_packing packing, const uint8_t *data, size_t size, uint64_t limit,
		   const char *path, size_t *unpacked_size, GError **error);

#endif
