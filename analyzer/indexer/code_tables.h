/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_INDEXER_CODE_TABLES_H
#define KV_INDEXER_CODE_TABLES_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "indexer/strings.h"
#include "index/code.h"

/* A call and who makes it: an edge of the call graph. */
typedef struct kv_code_edge {
	kv_call call;
	uint32_t caller; /* symbol (best) */
} kv_code_edge;

/*
 * What is read from machine code, in the records of the index, in any order: write_code.c orders
 * them. Symbols are numbers of the kv_symbol_list, which are those of the index. But `source` is a
 * position in the sources of kv_dwarf, and strings are those of `strings` below.
 */
typedef struct kv_code_tables {
	bool complete;		 /* all call edges are in `calls` */
	uint64_t text_base;	 /* what the offsets count from */
	GArray *pieces;		 /* (element-type kv_piece) sorted by offset */
	GArray *calls;		 /* (element-type kv_code_edge) */
	GArray *pointers;	 /* (element-type kv_pointer) */
	GArray *syscalls;	 /* (element-type kv_syscall) */
	GArray *threads;	 /* (element-type kv_thread) */
	GArray *loops;		 /* (element-type kv_loop) */
	uint32_t known_syscalls; /* bit per kv_abi */
	kv_strings *strings;
} kv_code_tables;

/* Empty tables. */
kv_code_tables *kv_code_tables_new(void);
void kv_code_tables_free(kv_code_tables *tables);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_code_tables, kv_code_tables_free)

/* The string number of @text in @tables, to be put into a record. */
uint32_t kv_code_tables_string(kv_code_tables *tables, const char *text);
/* The text of such a number; valid until another one is added. */
const char *kv_code_tables_text(const kv_code_tables *tables, uint32_t string);

#endif
