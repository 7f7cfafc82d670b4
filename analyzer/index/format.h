/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_INDEX_FORMAT_H
#define KV_INDEX_FORMAT_H

#include "index/index.h"
#include "index/code.h"
#include "index/tables.h"
#include "index/version.h" /* KV_INDEX_VERSION, generated */

/*
 * The index file: a header, then tables of fixed-size records in the byte order of the machine
 * that wrote it, then one table of NUL-terminated strings. A record names a string by its offset in
 * that table, where offset 0 is the empty string. Private to index/ and indexer/write*.c.
 */
#define KV_INDEX_MAGIC "klpvidx\n"
#define KV_INDEX_BYTE_ORDER UINT32_C(0x01020304)
/* Tables begin at multiples of this. */
#define KV_INDEX_ALIGNMENT 8

/* The numbers of the tables; that of the strings comes last. */
typedef enum {
#define KV_TABLE_NUMBER(id, ...) KV_TABLE_##id,
	KV_INDEX_TABLES(KV_TABLE_NUMBER)
#undef KV_TABLE_NUMBER
	KV_TABLE_STRINGS,
	KV_TABLE_COUNT,
} kv_index_table_id;

typedef struct kv_index_table {
	uint64_t offset; /* from the start of the file */
	uint64_t count;	 /* of records; of the strings: bytes */
} kv_index_table;

/* Where the calls of one function begin: up to those of the next caller. Sorted by symbol. */
typedef struct kv_caller {
	uint32_t symbol;
	uint32_t first_call;
} kv_caller;

typedef enum {
	KV_INDEX_HAS_DWARF = 1 << 0,
	KV_INDEX_HAS_FTRACE = 1 << 1,
	KV_INDEX_HAS_LAYOUT = 1 << 2,
	KV_INDEX_DAMAGED_DWARF = 1 << 3,
	KV_INDEX_HAS_CODE = 1 << 4,
} kv_index_flags;

typedef struct kv_index_header {
	char magic[8];
	uint32_t byte_order;
	uint32_t version;
	uint64_t file_size;
	uint64_t checksum; /* of every byte after this member; see checksum.h */
	uint64_t source_size;
	int64_t source_modified;
	int64_t module_layout_crc; /* -1: unknown */
	uint64_t half_size;	   /* of the other half of an image in two files; else 0 */
	int64_t half_modified;
	uint64_t text_base;
	kv_index_table tables[KV_TABLE_COUNT];
	uint32_t flags; /* kv_index_flags */
	uint32_t machine;
	uint32_t ksym_name_len, module_name_len;
	uint32_t known_syscalls; /* bit per kv_abi */
	/* Strings. */
	uint32_t release, banner, vermagic, build_id, source_path, half_path, module;
	kv_klp_layout layout;
} kv_index_header;

/* Where the checksum begins to count. */
#define KV_INDEX_CHECKED_FROM (offsetof(kv_index_header, checksum) + sizeof(uint64_t))

/* Bytes of one record of each table. */
extern const uint32_t kv_index_record_sizes[KV_TABLE_COUNT];

struct kv_index {
	GBytes *bytes;
	const kv_index_header *header;
#define KV_TABLE_MEMBER(id, member, type, ...) const type *member;
	KV_INDEX_TABLES(KV_TABLE_MEMBER)
#undef KV_TABLE_MEMBER
	const char *strings;
	uint32_t counts[KV_TABLE_COUNT];
};

/* Defines kv_index_<record>(), the record at a position of @table, and kv_index_<record>_count(). */
#define KV_INDEX_ACCESS(record, table, member)                                                     \
	uint32_t kv_index_##record##_count(const kv_index *index)                                  \
	{                                                                                          \
		return index->counts[KV_TABLE_##table];                                            \
	}                                                                                          \
	const kv_##record *kv_index_##record(const kv_index *index, uint32_t position)             \
	{                                                                                          \
		return &index->member[position];                                                   \
	}

/*
 * Binary search: whether the record at @position of a sorted table comes before @key. The first
 * position below @count that it does not hold for.
 */
typedef bool (*kv_index_before)(const kv_index *index, uint32_t position, const void *key);
uint32_t kv_index_first_not_before(const kv_index *index, uint32_t count, kv_index_before is_before,
				   const void *key);
/* The run of @table that is neither before nor after @key. */
kv_run kv_index_run_between(const kv_index *index, kv_index_table_id table,
			    kv_index_before is_before, kv_index_before is_not_after,
			    const void *key);

/*
 * Checks everything in the file at @data that a reader relies on: header, checksum, extents of the
 * tables and every id in them. KV_ERROR_INPUT, naming @path, when something is wrong.
 */
gboolean kv_index_verify(const char *path, const uint8_t *data, size_t size, GError **error);

#endif
