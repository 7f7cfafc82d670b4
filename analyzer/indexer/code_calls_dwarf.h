/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_INDEXER_CODE_CALLS_DWARF_H
#define KV_INDEXER_CODE_CALLS_DWARF_H

#include "indexer/code.h"

/* Fills the calls of @code from its debug information, where machine code is not decoded. */
void kv_code_calls_from_dwarf(kv_code *code);

#endif
