/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dwarf/map.h"

#define FIRST_CAPACITY 256

typedef struct kv_dwarf_map_entry {
	uint64_t key;
	uint32_t value;
	uint32_t generation;
} kv_dwarf_map_entry;

void kv_dwarf_map_reset(kv_dwarf_map *map)
{
	map->used = 0;
	if (++map->generation == 0)
		kv_dwarf_map_clear(map);
}

void kv_dwarf_map_clear(kv_dwarf_map *map)
{
	g_free(map->entries);
	*map = (kv_dwarf_map){0};
}

/* The entry of @key, or the free one where it would go. */
static kv_dwarf_map_entry *find_slot(const kv_dwarf_map *map, uint64_t key)
{
	uint32_t mask = map->capacity - 1;
	/* Fibonacci hashing spreads offsets, which differ in their low bits, over the high ones. */
	uint32_t at = (uint32_t)((key * UINT64_C(0x9e3779b97f4a7c15)) >> 32) & mask;

	while (map->entries[at].generation == map->generation && map->entries[at].key != key)
		at = (at + 1) & mask;
	return &map->entries[at];
}

bool kv_dwarf_map_get(const kv_dwarf_map *map, uint64_t key, uint32_t *value)
{
	const kv_dwarf_map_entry *entry;

	if (map->used == 0)
		return false;
	entry = find_slot(map, key);
	if (entry->generation != map->generation)
		return false;
	*value = entry->value;
	return true;
}

static void grow(kv_dwarf_map *map)
{
	kv_dwarf_map larger = {
		.capacity = map->capacity ? map->capacity * 2 : FIRST_CAPACITY,
		.used = map->used,
		.generation = 1,
	};

	larger.entries = g_new0(kv_dwarf_map_entry, larger.capacity);
	for (uint32_t i = 0; i < map->capacity; i++) {
		const kv_dwarf_map_entry *entry = &map->entries[i];

		if (entry->generation == map->generation)
			*find_slot(&larger, entry->key) =
				(kv_dwarf_map_entry){entry->key, entry->value, 1};
	}
	g_free(map->entries);
	*map = larger;
}

void kv_dwarf_map_add(kv_dwarf_map *map, uint64_t key, uint32_t value)
{
	if (map->used * 2 >= map->capacity)
		grow(map);
	*find_slot(map, key) = (kv_dwarf_map_entry){key, value, map->generation};
	map->used++;
}
