/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_DWARF_CODE_H
#define KV_DWARF_CODE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "dwarf/die.h"

typedef enum {
	KV_DIE_CODE_NONE,  /* the DIE has no code attributes, or was discarded by the linker */
	KV_DIE_CODE_EMPTY, /* it has ranges, but no byte is in them */
	KV_DIE_CODE_PRESENT,
	KV_DIE_CODE_DAMAGED,
} kv_die_code_status;

/* Where the machine code of a DIE lies. Ends are exclusive. */
typedef struct kv_die_code {
	uint64_t entry;		       /* DW_AT_entry_pc, or where the first range begins */
	uint64_t begin, end;	       /* the range that holds the entry, else the first one */
	uint64_t cold_begin, cold_end; /* the largest other range; both 0 when there is none */
} kv_die_code;

/* One range of addresses; the end is exclusive. */
typedef struct kv_die_range {
	uint64_t begin, end;
} kv_die_range;

/*
 * Reads where the code of @die is, of which @attributes have been read; @code is filled only for
 * KV_DIE_CODE_PRESENT, with all its ranges that are not empty in @ranges (element-type
 * kv_die_range), in the order of the file. Reads at most @steps ranges and counts them down.
 */
kv_die_code_status kv_die_code_read(Dwarf_Die *die, kv_die_attributes *attributes, uint64_t *steps,
				    kv_die_code *code, GArray *ranges);

#endif
