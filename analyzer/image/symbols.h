/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_IMAGE_SYMBOLS_H
#define KV_IMAGE_SYMBOLS_H

#include <glib.h>

#include "index/index.h"

/* What the names of an image's symbols stand for, and where its source has it. */

/* The source function that @symbol of @index is a body of, or NULL when DWARF does not tell. */
const kv_source *kv_symbol_source(const kv_index *index, const kv_symbol *symbol);
/*
 * The source function that the name of @symbol means, or NULL: that of its body, unless the
 * compiler found another one equal, kept that one's body and gave it this name as well, or made
 * this one a wrapper without debug information.
 */
const kv_source *kv_symbol_named_source(const kv_index *index, const kv_symbol *symbol);
/*
 * Whether the compiler split @symbol off a function: called only by that one, or by those that
 * carry a copy of the rest of it.
 */
bool kv_symbol_is_part(const kv_index *index, const kv_symbol *symbol);
/*
 * The compiler's clones of a function @name that has no symbol itself, "name.isra.0" and the like,
 * cold parts left out: a new array of (element-type kv_symbol), the symbols owned by the index.
 */
GPtrArray *kv_index_clones(const kv_index *index, const char *name);

/* Whether one path ends with the other, whole components only: trees are built in any place. */
bool kv_same_file(const char *a, const char *b);
/* Whether a source function called @name stands in the source @file of @index. */
bool kv_index_file_has_function(const kv_index *index, const char *file, const char *name);
/* The source file that @symbol's own code is compiled from; NULL when not known. */
const char *kv_symbol_unit_file(const kv_index *index, const kv_symbol *symbol);
/* The source file that defines the static @variable (a symbol) of @index; NULL when not known. */
const char *kv_variable_file(const kv_index *index, uint32_t variable);

#endif
