/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_DWARF_TYPE_H
#define KV_DWARF_TYPE_H

#include <glib.h>

#include "dwarf/image.h"
#include "dwarf/map.h"

/* Writes prototypes of functions. One per thread; keeps the text of types seen since the reset. */
typedef struct kv_prototype_writer {
	const kv_dwarf_image *image;
	Dwarf *dwarf;
	GStringChunk *prototypes; /* what it returns */
	GStringChunk *types;	  /* the texts of this unit */
	GArray *texts;		  /* (element-type type_text) */
	kv_dwarf_map known;	  /* DIE offset: position in texts */
	GString *scratch;
} kv_prototype_writer;

kv_prototype_writer *kv_prototype_writer_new(const kv_dwarf_image *image, Dwarf *dwarf);
void kv_prototype_writer_free(kv_prototype_writer *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_prototype_writer, kv_prototype_writer_free)

/* Forgets the texts of types: they are kept for one unit, where they recur. */
void kv_prototype_writer_begin_unit(kv_prototype_writer *writer);

/*
 * The prototype of the function @name whose parameters stand at @die of .debug_info, as C source
 * without "static". "" when a type of it is too complex, not C or damaged. In writer->prototypes.
 */
const char *kv_prototype_writer_write(kv_prototype_writer *writer, const char *name, uint64_t die);

#endif
