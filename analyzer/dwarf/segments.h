/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_DWARF_SEGMENTS_H
#define KV_DWARF_SEGMENTS_H

#include <glib.h>
#include <stdint.h>

#include "dwarf/dwarf.h"

/* A range of code of a function, or of one that was inlined into it. */
typedef struct kv_dwarf_span {
	uint64_t begin, end; /* end is exclusive */
	uint32_t source;
	uint32_t order; /* inlined ones come after what they are inlined into */
} kv_dwarf_span;

/*
 * Appends to @segments (element-type kv_dwarf_segment) which source function the code of one unit
 * is of, the innermost one, ascending; @spans (element-type kv_dwarf_span) is sorted by it.
 * Returns what their offsets count from. Code further than 4 GiB from there is left out.
 */
uint64_t kv_dwarf_flatten(GArray *spans, GArray *segments);

/* Finds the source functions of addresses; see kv_dwarf_segment. */
typedef struct kv_dwarf_finder kv_dwarf_finder;

/* @dwarf must live as long as the finder. */
kv_dwarf_finder *kv_dwarf_finder_new(const kv_dwarf *dwarf);
void kv_dwarf_finder_free(kv_dwarf_finder *finder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_dwarf_finder, kv_dwarf_finder_free)

/*
 * The source function that the code at @address is of: a position in the sources, or KV_NONE. Fast
 * for ascending addresses; one thread at a time.
 */
uint32_t kv_dwarf_finder_source(kv_dwarf_finder *finder, uint64_t address);

#endif
