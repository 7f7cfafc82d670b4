/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_INDEX_CHECKSUM_H
#define KV_INDEX_CHECKSUM_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The checksum of an index in the making: XXH3 (64 bits) of the XXH3 of each block of what stands
 * behind it in the file, so that threads can share the blocks.
 */
typedef struct kv_index_sum {
	const uint8_t *data;
	size_t size;
	uint64_t *blocks;
	guint count;
	gint next; /* the next block to be taken; atomic */
} kv_index_sum;

/* Begins with the file of @size bytes, at least those of a header, at @data. */
void kv_index_sum_begin(kv_index_sum *sum, const uint8_t *data, size_t size);
/*
 * Takes the next block, which is from @begin up to below @end of the file; false when there is none
 * left. Any number of threads may do so at once. Every byte behind the checksum is in one block.
 */
bool kv_index_sum_take(kv_index_sum *sum, size_t *begin, size_t *end);
/* The checksum, once all blocks have been taken; nothing of @sum is left behind. */
uint64_t kv_index_sum_end(kv_index_sum *sum);

/* All of it at once. */
uint64_t kv_index_checksum(const uint8_t *data, size_t size);

#endif
