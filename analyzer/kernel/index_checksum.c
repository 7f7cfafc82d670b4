/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/index_checksum.h"

#include <xxhash.h>
#if defined(__x86_64__) && __has_include(<xxh_x86dispatch.h>)
/* Makes XXH3_64bits() use the vector unit that the machine has: half the time of an open. */
#include <xxh_x86dispatch.h>
#endif

#include "kernel/index_format.h"

/* Part of the format. Small enough that two threads are done at about the same time. */
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

void kv_index_sum_work(kv_index_sum *sum)
{
	for (;;) {
		guint block = (guint)g_atomic_int_add(&sum->next, 1);
		size_t offset = block * BLOCK_SIZE;

		if (block >= sum->count)
			return;
		sum->blocks[block] =
			XXH3_64bits(sum->data + offset, MIN(BLOCK_SIZE, sum->size - offset));
	}
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

	kv_index_sum_begin(&sum, data, size);
	kv_index_sum_work(&sum);
	return kv_index_sum_end(&sum);
}
