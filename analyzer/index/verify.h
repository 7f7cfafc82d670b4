/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_INDEX_VERIFY_H
#define KV_INDEX_VERIFY_H

#include "index/format.h"

/*
 * The verified extents of the tables, for the checks of what is in them. These run over a million
 * records each time klpvet starts: they collect what is wrong without branches and look at it once.
 */
typedef struct kv_index_content {
	const uint8_t *data;
	const kv_index_table *tables;
} kv_index_content;

static inline const void *kv_content_records(const kv_index_content *file, kv_index_table_id table)
{
	return file->data + file->tables[table].offset;
}

static inline uint32_t kv_content_count(const kv_index_content *file, kv_index_table_id table)
{
	return (uint32_t)file->tables[table].count;
}

static inline bool kv_is_id(uint32_t id, uint32_t count)
{
	return id < count;
}

static inline bool kv_is_id_or_none(uint32_t id, uint32_t count)
{
	/* KV_NONE is the highest number: one more is 0. */
	return id + 1 <= count;
}

/*
 * Whether the records from @first up to below @end of a table of machine code are sound: ids,
 * strings and, where queries need it, their order, also behind the record before them.
 */
typedef bool kv_content_check(const kv_index_content *file, uint32_t first, uint32_t end);

kv_content_check kv_content_verify_pieces, kv_content_verify_calls, kv_content_verify_callers,
	kv_content_verify_pointers, kv_content_verify_syscalls, kv_content_verify_threads,
	kv_content_verify_loops;

#endif
