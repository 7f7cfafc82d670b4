/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_DWARF_SOURCE_H
#define KV_DWARF_SOURCE_H

#include <glib.h>

#include "dwarf/die.h"
#include "dwarf/image.h"
#include "dwarf/map.h"
#include "dwarf/path.h"

/* One sighting of a function of the source in one unit. */
typedef struct kv_dwarf_sighting {
	const char *name; /* in the image's memory */
	const char *file; /* of the reader */
	uint64_t hash;	  /* of (name, file, line) */
	uint64_t die;	  /* the DIE that has its parameters; 0: it is not written in C */
	uint32_t line;
	uint32_t flags; /* kv_dwarf_source_flags */
} kv_dwarf_sighting;

/* Tells which functions of the source the DIEs of a unit stand for. One per thread. */
typedef struct kv_source_reader {
	const kv_dwarf_image *image;
	const kv_source_root *root;
	GArray *sightings;     /* (element-type kv_dwarf_sighting), of all units read so far */
	GStringChunk *strings; /* every path */
	GHashTable *paths;     /* the strings by content */
	GString *scratch;
	struct kv_unit_files *tables; /* recently used file tables */
	kv_dwarf_map known;	      /* DIE offset: position in sightings */
} kv_source_reader;

kv_source_reader *kv_source_reader_new(const kv_dwarf_image *image, const kv_source_root *root);
void kv_source_reader_free(kv_source_reader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_source_reader, kv_source_reader_free)

/* Forgets the DIEs of the previous unit. The sightings stay. */
void kv_source_reader_begin_unit(kv_source_reader *reader);

/*
 * The function that @die, of which @attributes have been read, is a body, an inlined copy or the
 * definition of: a position in sightings. KV_NONE when it leads to no name.
 */
uint32_t kv_source_reader_find(kv_source_reader *reader, Dwarf_Die *die,
			       kv_die_attributes *attributes);

/* The file name of the unit that @die is in. */
const char *kv_source_reader_unit_name(kv_source_reader *reader, Dwarf_Die *die);

/*
 * Learns from the unit of @die where the source tree was; true when there is nothing left to learn.
 */
bool kv_source_reader_learn_root(kv_source_reader *reader, Dwarf_Die *die, kv_source_root *root);

#endif
