/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_INDEXER_JOIN_H
#define KV_INDEXER_JOIN_H

#include <stdint.h>

#include "dwarf/dwarf.h"
#include "indexer/symbols.h"

/*
 * The tables of the debug information in the order and with the numbers that the index gives them,
 * joined with the symbols. "Old" is a position in the tables of kv_dwarf, "new" an id of the index.
 */
typedef struct kv_join {
	uint32_t source_count, function_count, copy_count, unit_count;
	uint32_t *sources;   /* old source of each new one, by (name, file, line) */
	uint32_t *functions; /* old function of each new one, by address */
	uint32_t *copies;    /* old copy of each new one, by (source, address, host) */
	uint32_t *source_ids, *function_ids;	  /* new of each old */
	uint32_t *functions_by_source;		  /* new functions by (source, address) */
	uint32_t *first_functions, *first_copies; /* of each new source, one more at the end */
	uint32_t *function_symbols; /* the best symbol of each new function, or KV_NONE */
	uint32_t *symbol_functions; /* the new function of each symbol, or KV_NONE */
	kv_unit *units;		    /* with their counts, names not yet set */
} kv_join;

kv_join *kv_join_new(const kv_dwarf *dwarf, const kv_symbol_list *symbols);
void kv_join_free(kv_join *join);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_join, kv_join_free)

#endif
