/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_DWARF_CURSOR_H
#define KV_DWARF_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The bytes of one section; size 0 when the image does not have it. */
typedef struct kv_dwarf_bytes {
	const uint8_t *data;
	size_t size;
} kv_dwarf_bytes;

/*
 * A reader that never leaves its bytes: what would lie beyond the end reads as 0 and sets `failed`,
 * so that a caller may read a whole structure and look once.
 */
typedef struct kv_dwarf_cursor {
	const uint8_t *position, *end;
	bool swap; /* the image has the other byte order than this machine */
	bool failed;
} kv_dwarf_cursor;

/* A cursor over @bytes from @offset on. */
kv_dwarf_cursor kv_dwarf_cursor_at(kv_dwarf_bytes bytes, uint64_t offset, bool swap);

/* Reads an unsigned number of @size bytes: 1, 2, 4 or 8. */
uint64_t kv_dwarf_cursor_number(kv_dwarf_cursor *cursor, size_t size);
/* Reads an unsigned LEB128 number; bits above 64 are dropped. */
uint64_t kv_dwarf_cursor_uleb(kv_dwarf_cursor *cursor);
/* Longer strings are no names of anything: they are damage. */
#define KV_DWARF_STRING_MAX 4096

/*
 * Reads a string of less than KV_DWARF_STRING_MAX bytes and its NUL; the empty string when it
 * fails. Owned by the section.
 */
const char *kv_dwarf_cursor_string(kv_dwarf_cursor *cursor);
void kv_dwarf_cursor_skip(kv_dwarf_cursor *cursor, uint64_t size);
/* Makes the cursor end @size bytes from here. */
void kv_dwarf_cursor_limit(kv_dwarf_cursor *cursor, uint64_t size);

#endif
