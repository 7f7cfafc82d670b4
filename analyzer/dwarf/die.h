/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_DWARF_DIE_H
#define KV_DWARF_DIE_H

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <stdbool.h>
#include <stdint.h>

#include "dwarf/image.h"

/*
 * Attributes of one DIE, bounded where libdw 0.188 is not, and never followed into another file
 * (a dwz supplementary file would be looked up and opened by name).
 */

/* How many DW_AT_abstract_origin and DW_AT_specification steps are followed. */
#define KV_DWARF_CHAIN_MAX 16

typedef enum {
	KV_DIE_NAME,
	KV_DIE_DECL_FILE,
	KV_DIE_DECL_LINE,
	KV_DIE_ORIGIN,
	KV_DIE_SPECIFICATION,
	KV_DIE_LOW,
	KV_DIE_HIGH,
	KV_DIE_RANGES,
	KV_DIE_ENTRY,
	KV_DIE_INLINE,
	KV_DIE_DECLARATION,
	KV_DIE_EXTERNAL,
	KV_DIE_CALL_LINE,
	KV_DIE_ATTRIBUTE_COUNT,
} kv_die_attribute;

/* What one pass over a DIE of a function found. */
typedef struct kv_die_attributes {
	uint32_t present; /* bit per kv_die_attribute */
	Dwarf_Attribute at[KV_DIE_ATTRIBUTE_COUNT];
} kv_die_attributes;

/* Reads the attributes of @die; false when they are damaged. */
bool kv_die_attributes_read(Dwarf_Die *die, kv_die_attributes *attributes);

static inline bool kv_die_has(const kv_die_attributes *attributes, kv_die_attribute which)
{
	return attributes->present >> which & 1;
}

/*
 * The abbreviations of one unit that were met already, by their codes, so that libdw does not look
 * them up again: it takes a lock each time. All zero to begin with, and for each further unit.
 */
#define KV_DIE_CODES 1024
typedef struct kv_die_abbreviations {
	Dwarf_Abbrev *of[KV_DIE_CODES];
	int tags[KV_DIE_CODES]; /* of these */
} kv_die_abbreviations;

/* dwarf_tag() of a DIE of that unit; what is asked of @die afterwards is faster, too. */
int kv_die_tag(const kv_dwarf_image *image, kv_die_abbreviations *known, Dwarf_Die *die);

/* The value of a constant attribute, or @otherwise when it is absent or no constant. */
uint64_t kv_die_number(kv_die_attributes *attributes, kv_die_attribute which, uint64_t otherwise);

/* The string of @attribute, shorter than KV_DWARF_STRING_MAX, or NULL. In the image's memory. */
const char *kv_die_string(const kv_dwarf_image *image, Dwarf_Attribute *attribute);
/* DW_AT_name of @die likewise. */
const char *kv_die_name(const kv_dwarf_image *image, Dwarf_Die *die);

/* The DIE that @attribute refers to; false when it is in another file or damaged. */
bool kv_die_follow(Dwarf_Attribute *attribute, Dwarf_Die *target);
/* The DIE that attribute @name of @die refers to; false also when @die has none. */
bool kv_die_follow_named(Dwarf_Die *die, unsigned int name, Dwarf_Die *target);

#endif
