/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_INDEXER_WRITE_H
#define KV_INDEXER_WRITE_H

#include <glib.h>

#include "elf/elf.h"
#include "indexer/code_tables.h"
#include "dwarf/dwarf.h"
#include "indexer/identity.h"
#include "indexer/symbols.h"

/*
 * Everything that goes into the index of one image. What is said to be known last may be set after
 * the writer was made.
 */
typedef struct kv_index_parts {
	const kv_elf *elf;
	const kv_file *file, *half; /* that the index is built from; NULL: there is no other half */
	const kv_identity *identity;
	const kv_symbol_list *symbols; /* with ftrace offsets assigned */
	const GArray *ftrace;	       /* (element-type guint64), ascending; NULL: no table */
	const kv_dwarf *dwarf;
	bool has_debug_info; /* there is DWARF, whether it can be read or not */

	/* Known last. */
	GArray *variables;           /* (element-type kv_variable) by symbol; NULL: none known */
	kv_code_tables *code;	     /* put in order while written; NULL: nothing is known */
	const kv_klp_layout *layout; /* NULL: unknown */
	uint32_t ksym_name_len, module_name_len; /* 0: unknown */
} kv_index_parts;

/* An index in the making: symbols and debug information are laid out before code is known. */
typedef struct kv_index_writer kv_index_writer;

/* @parts must live as long as the writer. */
kv_index_writer *kv_index_writer_new(const kv_index_parts *parts);
void kv_index_writer_free(kv_index_writer *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_index_writer, kv_index_writer_free)

/*
 * The bytes of the index, once all of its parts are known; nothing more is asked of @writer then.
 * KV_ERROR_INPUT when the image exceeds what an index holds.
 */
GBytes *kv_index_writer_finish(kv_index_writer *writer, GError **error);

/* The same at once, of parts that are all known. */
GBytes *kv_index_lay_out(const kv_index_parts *parts, GError **error);

#endif
