/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_DWARF_SKIP_H
#define KV_DWARF_SKIP_H

#include <elfutils/libdw.h>
#include <stdbool.h>
#include <stdint.h>

#include "dwarf/image.h"

/*
 * From one DIE to the next, which is most of what a walk does: how long the attributes of an
 * abbreviation are is worked out once for each unit, while libdw looks at every form of every DIE.
 */

/* Lengths of more parts than this, and of abbreviations with higher codes, are left to libdw. */
enum { KV_SKIP_PARTS = 8, KV_SKIP_CODES = 1024 };

/* What a part of unknown length is. */
typedef enum {
	KV_SKIP_NOTHING,
	KV_SKIP_LEB128,
	KV_SKIP_STRING,
	KV_SKIP_BLOCK, /* length as ULEB128, then so many bytes */
	KV_SKIP_BLOCK1,
	KV_SKIP_BLOCK2,
	KV_SKIP_BLOCK4,
} kv_skip_kind;

/* The attributes of one abbreviation: parts of so many bytes, each with one of unknown length. */
typedef struct kv_skip_entry {
	uint16_t bytes[KV_SKIP_PARTS];
	uint8_t kinds[KV_SKIP_PARTS]; /* kv_skip_kind */
	uint8_t parts;
	bool known;
	bool has_children;
	bool has_place;	  /* a DW_AT_location that is an expression, not a list */
	bool has_sibling; /* a DW_AT_sibling, of 4 bytes, as many behind the code as: */
	uint16_t sibling;
} kv_skip_entry;

/* All those of one unit, by code. All zero before the first unit. */
typedef struct kv_dwarf_skip {
	const kv_dwarf_image *image;
	kv_dwarf_unit unit;
	uint8_t offset_size, address_size;
	uint32_t used; /* entries below that may be known */
	kv_skip_entry entries[KV_SKIP_CODES];
} kv_dwarf_skip;

/* Begins another unit; nothing is known of its abbreviations yet. */
void kv_dwarf_skip_begin(kv_dwarf_skip *skip, const kv_dwarf_image *image,
			 const kv_dwarf_unit *unit);
/*
 * Begins what is known of abbreviation @code, for kv_dwarf_skip_attribute() to go on with and
 * kv_dwarf_skip_end() to end; NULL for those left to libdw. Of two with one code the first counts.
 */
kv_skip_entry *kv_dwarf_skip_entry(kv_dwarf_skip *skip, uint64_t code, bool has_children);
void kv_dwarf_skip_attribute(const kv_dwarf_skip *skip, kv_skip_entry *entry, uint64_t name,
			     uint64_t form);
void kv_dwarf_skip_end(kv_skip_entry *entry);

/*
 * Whether @die of that unit has no DW_AT_location that is an expression, as far as its abbreviation
 * tells.
 */
bool kv_dwarf_skip_lacks_place(const kv_dwarf_skip *skip, const Dwarf_Die *die);

/* dwarf_siblingof(@die, @die) of a DIE of that unit. */
int kv_dwarf_skip_sibling(const kv_dwarf_skip *skip, Dwarf_Die *die);

#endif
