/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/similar.h"

#include <string.h>

#include "base/distance.h"

/* A third of a name's characters may differ, or short names would resemble each other. */
enum { CHARACTERS_PER_EDIT = 3 };
/* How many symbols before its turn a name is fetched. */
enum { AHEAD = 16 };

guint kv_index_similar(const kv_index *index, const char *name,
		       const kv_symbol *similar[KV_SIMILAR_MAX])
{
	guint distances[KV_SIMILAR_MAX] = {0}, count = 0;
	uint32_t symbols = kv_index_symbol_count(index);

	for (uint32_t i = 0; i < symbols; i++) {
		const kv_symbol *symbol = kv_index_symbol(index, i);
		uint32_t ahead = MIN(i + AHEAD, symbols - 1);
		guint distance, place = count;

		/* Names stand in another order than symbols: waiting for each takes long. */
		__builtin_prefetch(kv_index_string(index, kv_index_symbol(index, ahead)->name));
		if (!(symbol->flags & KV_SYMBOL_TEXT))
			continue;
		distance = kv_name_distance(name, kv_index_string(index, symbol->name));
		if (distance > KV_DISTANCE_MAX || distance * CHARACTERS_PER_EDIT > strlen(name))
			continue;

		while (place > 0 && distances[place - 1] > distance)
			place--;
		if (place == KV_SIMILAR_MAX)
			continue;
		count = MIN(count + 1, (guint)KV_SIMILAR_MAX);
		for (guint j = count - 1; j > place; j--) {
			distances[j] = distances[j - 1];
			similar[j] = similar[j - 1];
		}
		distances[place] = distance;
		similar[place] = symbol;
	}
	return count;
}
