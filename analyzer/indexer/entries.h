/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_INDEXER_ENTRIES_H
#define KV_INDEXER_ENTRIES_H

#include "dwarf/dwarf.h"
#include "indexer/symbols.h"

/*
 * Lets the functions of @dwarf begin where their symbols do. With -fpatchable-function-entry, GCC
 * for arm64 and ppc64 puts DW_AT_low_pc behind the NOPs that ftrace patches (its bug 98776); such a
 * function is told by the symbol that begins shortly before it and ends where it does.
 */
void kv_entries_align(kv_dwarf *dwarf, const kv_symbol_list *symbols);

#endif
