/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_DWARF_SIGNATURE_H
#define KV_DWARF_SIGNATURE_H

#include <glib.h>

#include "dwarf/image.h"
#include "dwarf/map.h"

/* Writes signatures (base/signature.h). One per thread; keeps those of types since the reset. */
typedef struct kv_signature_writer {
	const kv_dwarf_image *image;
	Dwarf *dwarf;
	GStringChunk *signatures; /* what it returns, each once */
	GArray *values;		  /* (element-type char[]): types of this unit */
	kv_dwarf_map known;	  /* DIE offset: position in values */
	GString *scratch;
} kv_signature_writer;

kv_signature_writer *kv_signature_writer_new(const kv_dwarf_image *image, Dwarf *dwarf);
void kv_signature_writer_free(kv_signature_writer *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_signature_writer, kv_signature_writer_free)

/* Forgets the types: they are kept for one unit, where they recur. */
void kv_signature_writer_begin_unit(kv_signature_writer *writer);

/*
 * The signature of the function whose parameters stand at @die of .debug_info; "" when its
 * parameters are not known. In writer->signatures.
 */
const char *kv_signature_writer_write(kv_signature_writer *writer, uint64_t die);

#endif
