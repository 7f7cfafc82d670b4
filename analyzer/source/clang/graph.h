/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_SOURCE_CLANG_GRAPH_H
#define KV_SOURCE_CLANG_GRAPH_H

#include "source/clang/reader.h"

/* A block while its function is being read. */
typedef struct kv_open_block {
	GArray *items; /* (element-type guint32) */
	GArray *edges; /* (element-type kv_c_edge) */
	uint32_t condition, loop;
} kv_open_block;

/* A label, or a goto that leads to one. */
typedef struct kv_jump {
	const char *label;
	uint32_t block;
	kv_c_place place;
} kv_jump;

/* The blocks of one function while it is being read. Blocks go by their position in the unit. */
typedef struct kv_c_graph {
	GPtrArray *blocks; /* (element-type kv_open_block) */
	uint32_t base;	   /* position of the first one */
	uint32_t current;
	uint32_t loop; /* the innermost one around what is being read */
	/*
	 * Where break and continue lead to, and which block a case hangs on; KV_NOWHERE: nowhere.
	 */
	uint32_t on_break, on_continue, on_case;
	bool has_default;
	GArray *labels, *gotos; /* (element-type kv_jump) */
} kv_c_graph;

kv_c_graph *kv_c_graph_new(uint32_t base);
void kv_c_graph_free(kv_c_graph *graph);

kv_open_block *kv_c_graph_block(kv_c_graph *graph, uint32_t block);
/* A new block, which nothing leads to yet. */
uint32_t kv_c_graph_add(kv_c_graph *graph);
/* Leads from @from to @to; not at all when the condition of @from is known to be otherwise. */
void kv_c_graph_lead(kv_reader *reader, uint32_t from, uint32_t to, kv_edge_kind kind, int64_t value);
/* Leads the gotos to their labels, notes the loops that they make. */
void kv_c_graph_resolve(kv_reader *reader);
/* Moves the blocks into the unit and completes the function at @position. */
void kv_c_graph_close(kv_reader *reader, uint32_t position);

/* loop.c */

/* Reads a while, do or for statement. */
void kv_reader_loop(kv_reader *reader, CXCursor statement, kv_c_loop_kind kind);
/* Reads any statement. */
void kv_reader_statement(kv_reader *reader, CXCursor statement);
/*
 * Reads @cursor as a condition: the block that is being filled ends, and leads to @yes or @no.
 * Returns its expression, KV_NOWHERE when && or || make it several.
 */
uint32_t kv_reader_condition(kv_reader *reader, CXCursor cursor, uint32_t yes, uint32_t no);
/* Adds a full expression to the block that is being filled. */
uint32_t kv_reader_item(kv_reader *reader, CXCursor cursor);

#endif
