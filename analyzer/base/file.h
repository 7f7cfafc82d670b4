/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_BASE_FILE_H
#define KV_BASE_FILE_H

#include <glib.h>
#include <stdint.h>

/*
 * The contents of one file in memory, read-only. gzip, xz and zstd files are recognised by their
 * magic numbers (RFC 1952, the .xz format, RFC 8878) and hold the decompressed bytes; other files
 * are mapped. Reference counted, because an ELF view and a DWARF session read the same bytes.
 */
typedef struct kv_file kv_file;

/* The most bytes that a compressed file may unpack to: larger than any known debug vmlinux. */
#define KV_FILE_UNPACKED_MAX (UINT64_C(2) << 30)

/*
 * Opens @path. KV_ERROR_USAGE when it does not exist or is not a regular file, KV_ERROR_SYSTEM
 * when it cannot be read, KV_ERROR_INPUT when its compression is damaged or it unpacks to more
 * than KV_FILE_UNPACKED_MAX bytes.
 */
kv_file *kv_file_open(const char *path, GError **error);

/* A file over @size bytes at @data, which are copied; @path is only its name in messages. */
kv_file *kv_file_from_memory(const char *path, const void *data, size_t size);

kv_file *kv_file_ref(kv_file *file);
void kv_file_unref(kv_file *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_file, kv_file_unref)

const char *kv_file_path(const kv_file *file);
const uint8_t *kv_file_data(const kv_file *file);
size_t kv_file_size(const kv_file *file);

/*
 * A new descriptor, owned by the caller, from which the (decompressed) contents can be read; -1
 * with @error set to KV_ERROR_SYSTEM when there is none to be had.
 */
int kv_file_descriptor(const kv_file *file, GError **error);

/* Size in bytes and modification time in nanoseconds of the file on disk; 0 for a memory file. */
uint64_t kv_file_disk_size(const kv_file *file);
int64_t kv_file_modified(const kv_file *file);

#endif
