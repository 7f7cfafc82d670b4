/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_IMAGE_UNTRACED_H
#define KV_IMAGE_UNTRACED_H

#include "index/index.h"

/*
 * Whether the compiler says that it inlined the function that @symbol names, but shows no place,
 * and nothing else explains what it says: clones, parts, functions found equal. Heuristic; the
 * calls of @index must be known (kv_index_has_code()).
 */
bool kv_symbol_inlined_untraced(const kv_index *index, const kv_symbol *symbol);

#endif
