/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_DWARF_IMAGE_H
#define KV_DWARF_IMAGE_H

#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <glib.h>
#include <libelf.h>

#include "base/file.h"
#include "elf/kind.h"
#include "dwarf/dwarf.h"
#include "dwarf/cursor.h"

/*
 * An image opened for its DWARF. A vmlinux is read in place; a module is laid out and relocated,
 * because values in the DWARF of an ET_REL file are zero until its relocations are applied.
 */
typedef struct kv_dwarf_image {
	kv_file *file;
	uint64_t end; /* behind the last section of a module that is laid out; else 0 */
	Dwfl *dwfl;   /* of a module that libdwfl relocates; owns dwarf then */
	Elf *elf;
	int fd; /* of elf, when it is not read in place; or -1 */
	Dwarf *dwarf;
	bool swap;
	kv_dwarf_bytes info, abbreviations, line, line_strings, strings;
} kv_dwarf_image;

/* Where one compilation unit stands in .debug_info. */
typedef struct kv_dwarf_unit {
	uint64_t offset, end;	/* end is exclusive and never beyond the section */
	uint64_t die;		/* its first DIE */
	uint64_t abbreviations; /* offset in .debug_abbrev */
} kv_dwarf_unit;

/* Opens @file as ELF; KV_ERROR_INPUT when it is none, or not of the type that @kind asks for. */
kv_dwarf_image *kv_dwarf_image_open(kv_file *file, kv_object_kind kind, GError **error);
void kv_dwarf_image_free(kv_dwarf_image *image);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_dwarf_image, kv_dwarf_image_free)

/* The address of each section by its number; see kv_dwarf_read(). */
kv_section_addresses *kv_dwarf_image_addresses(const kv_dwarf_image *image);

/* Opens the DWARF of @image, relocated. KV_ERROR_INPUT when there is none that can be read. */
gboolean kv_dwarf_image_load(kv_dwarf_image *image, GError **error);

/* One more handle for another thread, or NULL; close it with dwarf_end(). */
Dwarf *kv_dwarf_image_handle(const kv_dwarf_image *image);

/*
 * The units of .debug_info in their order (element-type kv_dwarf_unit). Those before a damaged
 * header are returned too; @damage then says what is wrong (free with g_free()), else it is NULL.
 */
GArray *kv_dwarf_image_units(const kv_dwarf_image *image, char **damage);

#endif
