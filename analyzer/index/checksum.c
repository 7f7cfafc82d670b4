/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "index/checksum.h"

#include <xxhash.h>
#if defined(__x86_64__) && __has_include(<xxh_x86dispatch.h>)
/* Makes XXH3_64bits() use the vector unit that the machine has: half the time of an open. */
#include <xxh_x86dispatch.h>
#endif

#include "index/format.h"

/* Part of the format. What is read twice, for its sum and for what it says, is still near then. */
#define BLOCK_SIZE ((size_t)256 * 1024)

void kv_index_sum_begin(kv_index_sum *sum, const uint8_t *data, size_t size)
{
	size_t checked = size - KV_INDEX_CHECKED_FROM;

	*sum = (kv_index_sum){
		.data = data + KV_INDEX_CHECKED_FROM,
		.size = checked,
		.count = (guint)((checked + BLOCK_SIZE - 1) / BLOCK_SIZE),
	};
	sum->blocks = g_new(uint64_t, sum->count);
}

bool kv_index_sum_take(kv_index_sum *sum, size_t *begin, size_t *end)
{
	guint block = (guint)g_atomic_int_add(&sum->next, 1);
	size_t offset = block * BLOCK_SIZE, size;

	if (block >= sum->count)
		return false;
	size = MIN(BLOCK_SIZE, sum->size - offset);
	sum->blocks[block] = XXH3_64bits(sum->data + offset, size);
	*begin = KV_INDEX_CHECKED_FROM + offset;
	*end = *begin + size;
	return true;
}

uint64_t kv_index_sum_end(kv_index_sum *sum)
{
	uint64_t checksum = XXH3_64bits(sum->blocks, sum->count * sizeof(*sum->blocks));

	g_clear_pointer(&sum->blocks, g_free);
	return checksum;
}

uint64_t kv_index_checksum(const uint8_t *data, size_t size)
{
	kv_index_sum sum;
	size_t begin, end;

	kv_index_sum_begin(&sum, data, size);
	while (kv_index_sum_take(&sum, &begin, &end))
		;
	return kv_index_sum_end(&sum);
}
