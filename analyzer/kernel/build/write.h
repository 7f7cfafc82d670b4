/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_KERNEL_BUILD_WRITE_H
#define KV_KERNEL_BUILD_WRITE_H

#include <glib.h>

#include "elf/elf.h"
#include "kernel/build/code_tables.h"
#include "kernel/build/dwarf.h"
#include "kernel/build/identity.h"
#include "kernel/build/symbols.h"

/* Everything that goes into the index of one image. */
typedef struct kv_index_parts {
	const kv_elf *elf;
	const kv_file *file, *half; /* that the index is built from; NULL: there is no other half */
	const kv_identity *identity;
	const kv_symbol_list *symbols; /* with ftrace offsets assigned */
	const GArray *ftrace;	       /* (element-type guint64), ascending; NULL: no table */
	const kv_dwarf *dwarf;
	kv_code_tables *code;	     /* put in order while written; NULL: nothing is known */
	bool has_debug_info;	     /* there is DWARF, whether it can be read or not */
	const kv_klp_layout *layout; /* NULL: unknown */
	uint32_t ksym_name_len, module_name_len; /* 0: unknown */
} kv_index_parts;

/* The bytes of the index of @parts. KV_ERROR_INPUT when the image exceeds what an index holds. */
GBytes *kv_index_lay_out(const kv_index_parts *parts, GError **error);

#endif
