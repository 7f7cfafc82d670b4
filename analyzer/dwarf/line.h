/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_DWARF_LINE_H
#define KV_DWARF_LINE_H

#include <glib.h>
#include <stdbool.h>

#include "dwarf/image.h"

/*
 * The file table in the header of a line number program (DWARF 2 to 5). dwarf_getsrcfiles() would
 * answer the same but runs the whole program first.
 */
typedef struct kv_dwarf_file {
	const char *directory; /* "" when none is given; may be relative to the compiler's own */
	const char *name;
	const char
		*path; /* for the user of the table to keep the resolved path in; NULL at first */
} kv_dwarf_file;

/*
 * Reads the table at @offset of .debug_line into @files (element-type kv_dwarf_file), which is
 * emptied first: positions are the numbers that DW_AT_decl_file uses, position 0 is unnamed ("")
 * before DWARF 5. False when it is damaged; @files then holds what came before.
 */
bool kv_dwarf_files_read(const kv_dwarf_image *image, uint64_t offset, GArray *files);

#endif
