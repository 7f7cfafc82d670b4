/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "indexer/strings.h"

#include <stdbool.h>
#include <string.h>
#include <xxhash.h>

/* A cell of an open-addressing hash table; offset 0, the empty string, marks a free one. */
typedef struct {
	uint32_t hash;
	uint32_t offset;
} cell;

struct kv_strings {
	GByteArray *bytes;
	cell *cells;
	uint32_t cell_count; /* a power of two, at most half used */
	uint32_t used;
	bool overflowed;
};

/* Of the cells, so that doubling them cannot wrap: far more texts than 32-bit offsets allow. */
#define CELLS_MAX (UINT32_C(1) << 30)

kv_strings *kv_strings_new(size_t expected)
{
	kv_strings *strings = g_new0(kv_strings, 1);

	strings->cell_count = 1024;
	while (strings->cell_count / 2 < expected && strings->cell_count < CELLS_MAX)
		strings->cell_count *= 2;
	strings->cells = g_new0(cell, strings->cell_count);
	strings->bytes = g_byte_array_new();
	g_byte_array_append(strings->bytes, (const guint8 *)"", 1);
	return strings;
}

void kv_strings_free(kv_strings *strings)
{
	if (!strings)
		return;
	g_byte_array_unref(strings->bytes);
	g_free(strings->cells);
	g_free(strings);
}

static void grow(kv_strings *strings)
{
	uint32_t count = strings->cell_count * 2;
	cell *cells = g_new0(cell, count);

	for (uint32_t i = 0; i < strings->cell_count; i++) {
		uint32_t at = strings->cells[i].hash & (count - 1);

		if (strings->cells[i].offset == 0)
			continue;
		while (cells[at].offset != 0)
			at = (at + 1) & (count - 1);
		cells[at] = strings->cells[i];
	}
	g_free(strings->cells);
	strings->cells = cells;
	strings->cell_count = count;
}

static uint32_t append(kv_strings *strings, const char *text, size_t size)
{
	uint32_t offset = strings->bytes->len;

	if (size > G_MAXUINT32 / 2 - offset) {
		strings->overflowed = true;
		return 0;
	}
	g_byte_array_append(strings->bytes, (const guint8 *)text, (guint)size);
	return offset;
}

uint32_t kv_strings_add(kv_strings *strings, const char *text)
{
	uint32_t hash, at;
	size_t size;
	cell *free_cell;

	if (!text || text[0] == '\0')
		return 0;
	size = strlen(text) + 1;
	hash = (uint32_t)XXH3_64bits(text, size);
	at = hash & (strings->cell_count - 1);
	for (; strings->cells[at].offset != 0; at = (at + 1) & (strings->cell_count - 1)) {
		const cell *used = &strings->cells[at];

		if (used->hash == hash &&
		    strcmp((const char *)strings->bytes->data + used->offset, text) == 0)
			return used->offset;
	}

	free_cell = &strings->cells[at];
	*free_cell = (cell){.hash = hash, .offset = append(strings, text, size)};
	if (free_cell->offset == 0)
		return 0;
	at = free_cell->offset;
	if (++strings->used > strings->cell_count / 2 && strings->cell_count < CELLS_MAX)
		grow(strings);
	return at;
}

const GByteArray *kv_strings_bytes(const kv_strings *strings)
{
	return strings->overflowed ? NULL : strings->bytes;
}

uint64_t kv_string_prefix(const char *text)
{
	uint64_t prefix = 0;

	for (int i = 0; i < 8; i++) {
		prefix = prefix << 8 | (uint8_t)*text;
		if (*text != '\0')
			text++;
	}
	return prefix;
}
