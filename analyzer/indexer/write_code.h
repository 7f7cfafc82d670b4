/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_INDEXER_WRITE_CODE_H
#define KV_INDEXER_WRITE_CODE_H

#include <stdint.h>

#include "indexer/code_tables.h"
#include "indexer/strings.h"
#include "index/format.h"

/* The tables of machine code as the index holds them: ordered, with its strings and sources. */
typedef struct kv_code_records {
	GArray *tables[KV_TABLE_COUNT]; /* NULL: none of these tables */
} kv_code_records;

/*
 * Orders @tables, whose records change, and adds their strings to @strings; @source_ids has the
 * index's number of each source of the debug information. There are so many @symbols.
 */
void kv_code_records_make(kv_code_records *records, kv_code_tables *tables, kv_strings *strings,
			  const uint32_t *source_ids, uint32_t symbols);
void kv_code_records_clear(kv_code_records *records);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(kv_code_records, kv_code_records_clear)

#endif
