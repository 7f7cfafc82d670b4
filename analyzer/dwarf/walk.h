/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_DWARF_WALK_H
#define KV_DWARF_WALK_H

#include <glib.h>

#include "dwarf/dwarf.h"
#include "dwarf/die.h"
#include "dwarf/image.h"
#include "dwarf/layout.h"
#include "dwarf/segments.h"
#include "dwarf/skip.h"
#include "dwarf/source.h"
#include "dwarf/variable.h"

/* What one unit added to the tables of the thread that walked it. */
typedef struct kv_unit_tables {
	const struct kv_dwarf_walk *walk; /* whose tables; NULL: nobody walked it */
	const char *name;		  /* its source file, of the walk */
	uint32_t first_sighting, sighting_count;
	uint32_t first_function, function_count;
	uint32_t first_copy, copy_count;
	uint32_t first_segment, segment_count;
	uint64_t segment_base;
	uint32_t first_call, call_count;
	char *damage; /* the first thing wrong in it, or NULL */
} kv_unit_tables;

/*
 * The walk of one thread over units of an image. In its tables, `source` of functions, copies and
 * segments is a position in the reader's sightings, and `host` one in functions.
 */
typedef struct kv_dwarf_walk {
	const kv_dwarf_image *image;
	Dwarf *dwarf;
	kv_source_reader *reader;
	GArray *functions; /* (element-type kv_dwarf_function) */
	GArray *copies;	   /* (element-type kv_dwarf_copy) */
	GArray *variables; /* (element-type kv_dwarf_variable) */
	GArray *segments;  /* (element-type kv_dwarf_segment) */
	GArray *calls;	   /* (element-type kv_dwarf_call) */
	kv_struct_finder structs;
	bool wants_calls;
	/* Of the unit that is being walked. */
	const kv_dwarf_unit *unit;
	uint32_t unit_index;
	kv_die_abbreviations abbreviations;
	kv_dwarf_skip skip;
	GArray *spans;	 /* (element-type kv_dwarf_span) */
	GArray *ranges;	 /* (element-type kv_die_range) of the DIE that was read last */
	uint64_t budget; /* bytes that may still be stepped over */
	char *damage;
} kv_dwarf_walk;

/*
 * A walk with the handle @dwarf, which stays the caller's; @known: see kv_struct_finder_init();
 * @calls: it reads calls too.
 */
kv_dwarf_walk *kv_dwarf_walk_new(const kv_dwarf_image *image, Dwarf *dwarf,
				 const kv_source_root *root, kv_struct_units *known, bool calls);
void kv_dwarf_walk_free(kv_dwarf_walk *walk);
/* Gives back the memory of the tables once they have been merged; no unit is walked any more. */
void kv_dwarf_walk_empty(kv_dwarf_walk *walk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_dwarf_walk, kv_dwarf_walk_free)

/* Walks unit number @index; what was read before some damage is kept. */
void kv_dwarf_walk_unit(kv_dwarf_walk *walk, const kv_dwarf_unit *unit, uint32_t index,
			kv_unit_tables *tables);

#endif
