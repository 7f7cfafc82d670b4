/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_INDEX_VERIFY_RECORDS_H
#define KV_INDEX_VERIFY_RECORDS_H

#include "index/format.h"

/*
 * What must be true of single records beyond what they refer to, so that queries work: tables.h
 * tells of which. Inline, and without branches where it can be: this runs over a million records
 * each time klpvet starts. Each looks at record @i of the file's @records, and at those around it,
 * which may not have been looked at.
 */

/* The verified extents of the tables. */
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

static inline bool ascending_addresses(const kv_index_content *file, const uint32_t *ids,
				       uint32_t i)
{
	const kv_symbol *symbols = kv_content_records(file, KV_TABLE_SYMBOLS);
	uint32_t count = kv_content_count(file, KV_TABLE_SYMBOLS);

	return i == 0 || (ids[i - 1] < count && ids[i] < count &&
			  symbols[ids[i - 1]].address <= symbols[ids[i]].address);
}

static inline bool ascending_locations(const kv_index_content *file, const uint64_t *locations,
				       uint32_t i)
{
	return i == 0 || locations[i - 1] <= locations[i];
}

static inline bool ascending_functions(const kv_index_content *file, const kv_function *functions,
				       uint32_t i)
{
	return i == 0 || functions[i - 1].address <= functions[i].address;
}

static inline bool disjoint_pieces(const kv_index_content *file, const kv_piece *pieces, uint32_t i)
{
	return i == 0 ||
	       (uint64_t)pieces[i - 1].offset + pieces[i - 1].size <= pieces[i].offset;
}

static inline bool callee_of_its_kind(const kv_index_content *file, const kv_call *calls,
				      uint32_t i)
{
	const kv_call *call = &calls[i];
	bool external = call->flags & KV_CALL_EXTERNAL;
	bool indirect =
		(call->kind == KV_CALL_INDIRECT) | (call->kind == KV_CALL_INDIRECT_TAIL);
	uint32_t symbols = kv_content_count(file, KV_TABLE_SYMBOLS);
	uint32_t strings = kv_content_count(file, KV_TABLE_STRINGS);
	bool direct = call->callee < (external ? strings : symbols);

	return (call->kind < KV_CALL_KIND_COUNT) &
	       ((indirect & !external & (call->callee == KV_NONE)) | (!indirect & direct));
}

/* Each call belongs to exactly one caller. */
static inline bool caller_of_some_calls(const kv_index_content *file, const kv_caller *callers,
					uint32_t i)
{
	uint32_t end = i + 1 < kv_content_count(file, KV_TABLE_CALLERS)
			       ? callers[i + 1].first_call
			       : kv_content_count(file, KV_TABLE_CALLS);

	return (callers[i].first_call < end) &
	       (i == 0 ? callers[i].first_call == 0 : callers[i - 1].symbol < callers[i].symbol);
}

static inline bool abi_known(const kv_index_content *file, const kv_syscall *syscalls, uint32_t i)
{
	return syscalls[i].abi < KV_ABI_COUNT;
}

static inline bool main_in_its_table(const kv_index_content *file, const kv_thread *threads,
				     uint32_t i)
{
	return threads[i].main <
	       kv_content_count(file, threads[i].flags & KV_THREAD_EXTERNAL ? KV_TABLE_STRINGS
									    : KV_TABLE_SYMBOLS);
}

#endif
