/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dwarf/cursor.h"

#include <byteswap.h>
#include <string.h>

kv_dwarf_cursor kv_dwarf_cursor_at(kv_dwarf_bytes bytes, uint64_t offset, bool swap)
{
	const uint8_t *end = bytes.data + bytes.size;

	if (offset > bytes.size)
		return (kv_dwarf_cursor){end, end, swap, true};
	return (kv_dwarf_cursor){bytes.data + offset, end, swap, false};
}

static size_t bytes_left(const kv_dwarf_cursor *cursor)
{
	return (size_t)(cursor->end - cursor->position);
}

static void fail(kv_dwarf_cursor *cursor)
{
	cursor->position = cursor->end;
	cursor->failed = true;
}

uint64_t kv_dwarf_cursor_number(kv_dwarf_cursor *cursor, size_t size)
{
	const uint8_t *at = cursor->position;
	uint16_t half;
	uint32_t word;
	uint64_t wide;

	if (size > bytes_left(cursor)) {
		fail(cursor);
		return 0;
	}
	cursor->position += size;
	switch (size) {
	case 1:
		return *at;
	case 2:
		memcpy(&half, at, sizeof(half));
		return cursor->swap ? bswap_16(half) : half;
	case 4:
		memcpy(&word, at, sizeof(word));
		return cursor->swap ? bswap_32(word) : word;
	case 8:
		memcpy(&wide, at, sizeof(wide));
		return cursor->swap ? bswap_64(wide) : wide;
	}
	fail(cursor);
	return 0;
}

uint64_t kv_dwarf_cursor_uleb(kv_dwarf_cursor *cursor)
{
	uint64_t value = 0;

	for (unsigned int shift = 0; cursor->position < cursor->end; shift += 7) {
		uint8_t byte = *cursor->position++;

		if (shift < 64)
			value |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return value;
	}
	fail(cursor);
	return 0;
}

const char *kv_dwarf_cursor_string(kv_dwarf_cursor *cursor)
{
	const uint8_t *at = cursor->position;
	size_t left = bytes_left(cursor);
	size_t limit = left < KV_DWARF_STRING_MAX ? left : KV_DWARF_STRING_MAX;
	const uint8_t *nul = limit ? memchr(at, '\0', limit) : NULL;

	if (!nul) {
		fail(cursor);
		return "";
	}
	cursor->position = nul + 1;
	return (const char *)at;
}

void kv_dwarf_cursor_skip(kv_dwarf_cursor *cursor, uint64_t size)
{
	if (size > bytes_left(cursor))
		fail(cursor);
	else
		cursor->position += size;
}

void kv_dwarf_cursor_limit(kv_dwarf_cursor *cursor, uint64_t size)
{
	if (size > bytes_left(cursor))
		fail(cursor);
	else
		cursor->end = cursor->position + size;
}
