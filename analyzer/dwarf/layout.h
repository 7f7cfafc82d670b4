/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_DWARF_LAYOUT_H
#define KV_DWARF_LAYOUT_H

#include <stdbool.h>

#include "dwarf/dwarf.h"
#include "dwarf/image.h"

#define KV_STRUCT_KINDS 6
#define KV_STRUCT_MEMBERS 4

/*
 * What the finders of all threads know together: 1 + the first unit that each structure was found
 * in, 0 of others. All zero to begin with; atomic.
 */
typedef struct kv_struct_units {
	gint first[KV_STRUCT_KINDS];
} kv_struct_units;

/* The first complete definitions of the structures klpvet needs that one thread has come across. */
typedef struct kv_struct_finder {
	struct {
		bool found;
		uint32_t unit;
		uint32_t size;			   /* in bytes */
		uint32_t value[KV_STRUCT_MEMBERS]; /* offset or array length; KV_NONE: no such
						      member */
	} kind[KV_STRUCT_KINDS];
	kv_struct_units *known;
	uint64_t asked; /* 1 + the unit that `done` is about */
	bool done;	/* nothing more is looked for in that unit */
} kv_struct_finder;

/* @known, which all finders of an image share, must live as long as the finder. */
void kv_struct_finder_init(kv_struct_finder *finder, kv_struct_units *known);

/* Looks at a structure at the top level of unit @unit. Units must come in ascending order. */
void kv_struct_finder_visit(kv_struct_finder *finder, const kv_dwarf_image *image, Dwarf_Die *die,
			    uint32_t unit);

/* Keeps in @finder what is earlier in the order of units, its own or that of @other. */
void kv_struct_finder_merge(kv_struct_finder *finder, const kv_struct_finder *other);

/* Writes what was found into @dwarf. */
void kv_struct_finder_finish(const kv_struct_finder *finder, kv_dwarf *dwarf);

#endif
