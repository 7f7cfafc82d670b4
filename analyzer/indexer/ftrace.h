/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_INDEXER_FTRACE_H
#define KV_INDEXER_FTRACE_H

#include <glib.h>

#include "elf/elf.h"
#include "indexer/build.h"
#include "dwarf/dwarf.h"
#include "indexer/symbols.h"

/*
 * A function's own ftrace location is at most this many bytes behind its start: 0 on x86 and s390,
 * 4 behind an endbr64 or on arm64, 8 on arm64 with BTI, up to 16 on ppc64le, whose symbols stand at
 * the global entry. Always inside st_size too: what lies behind is the body of a dead function.
 */
#define KV_FTRACE_ENTRY_MAX 16

/*
 * The ftrace locations of @elf, ascending (element-type guint64); NULL when the image has no table
 * of them. Of vmlinux the words from __start_mcount_loc to __stop_mcount_loc by value, because
 * scripts/sorttable.c orders them in place and leaves their relocations behind; zeros, which it
 * puts for dead weak functions, are left out. When all words are zero, the kernel relocates itself
 * at boot and the relocations are read instead. Of a module the relocations of __mcount_loc or,
 * where that is the table of the architecture, __patchable_function_entries; without such a
 * section the table is empty, unless the code was removed from the file.
 */
GArray *kv_ftrace_read(kv_elf *elf, kv_object_kind kind, const kv_symbol_list *symbols,
		       const kv_section_addresses *addresses);

/* Sets ftrace_offsets of the function symbols in @symbols. */
void kv_ftrace_assign(kv_symbol_list *symbols, const GArray *locations);

#endif
