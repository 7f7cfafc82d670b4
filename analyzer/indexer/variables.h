/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_INDEXER_VARIABLES_H
#define KV_INDEXER_VARIABLES_H

#include "dwarf/dwarf.h"
#include "indexer/symbols.h"

/*
 * The units that the static variables among @symbols are of: (element-type kv_variable) by symbol,
 * free with g_array_unref(). Not after kv_dwarf_close().
 */
GArray *kv_variables_read(const kv_dwarf *dwarf, const kv_symbol_list *symbols);

#endif
