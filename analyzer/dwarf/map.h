/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_DWARF_MAP_H
#define KV_DWARF_MAP_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * Numbers by section offset, emptied for each unit in constant time. An open-addressed table,
 * because a kernel has some 300,000 of these entries and GHashTable allocates for each.
 */
typedef struct kv_dwarf_map {
	struct kv_dwarf_map_entry *entries;
	uint32_t capacity; /* a power of two, or 0 before the first insertion */
	uint32_t used;
	uint32_t generation; /* entries of older generations are free */
} kv_dwarf_map;

void kv_dwarf_map_reset(kv_dwarf_map *map);
void kv_dwarf_map_clear(kv_dwarf_map *map);
bool kv_dwarf_map_get(const kv_dwarf_map *map, uint64_t key, uint32_t *value);
/* @key must not be in @map yet. */
void kv_dwarf_map_add(kv_dwarf_map *map, uint64_t key, uint32_t value);

#endif
