/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dwarf/skip.h"

#include <dwarf.h>
#include <glib.h>
#include <string.h>

#include "dwarf/cursor.h"

void kv_dwarf_skip_begin(kv_dwarf_skip *skip, const kv_dwarf_image *image,
			 const kv_dwarf_unit *unit)
{
	kv_dwarf_cursor cursor = kv_dwarf_cursor_at(image->info, unit->offset, image->swap);
	uint64_t version;

	memset(skip->entries, 0, skip->used * sizeof(*skip->entries));
	skip->used = 0;
	skip->image = image;
	skip->unit = *unit;
	skip->offset_size = 4;
	if (kv_dwarf_cursor_number(&cursor, 4) == 0xffffffff) {
		skip->offset_size = 8;
		kv_dwarf_cursor_skip(&cursor, 8);
	}
	version = kv_dwarf_cursor_number(&cursor, 2);
	/* The type of the unit, or where its abbreviations are (DWARF 5, 7.5.1). */
	kv_dwarf_cursor_skip(&cursor, version >= 5 ? 1 : skip->offset_size);
	skip->address_size = (uint8_t)kv_dwarf_cursor_number(&cursor, 1);
}

kv_skip_entry *kv_dwarf_skip_entry(kv_dwarf_skip *skip, uint64_t code, bool has_children)
{
	kv_skip_entry *entry;

	if (code >= KV_SKIP_CODES || skip->entries[code].parts > 0)
		return NULL;
	entry = &skip->entries[code];
	skip->used = MAX(skip->used, (uint32_t)code + 1);
	entry->parts = 1;
	entry->has_children = has_children;
	return entry;
}

/* Bytes of an attribute of @form, or what else it is; false when libdw should look at it. */
static bool length_of(const kv_dwarf_skip *skip, uint64_t form, unsigned int *bytes,
		      kv_skip_kind *kind)
{
	*bytes = 0;
	*kind = KV_SKIP_NOTHING;
	switch (form) {
	case DW_FORM_flag_present:
	case DW_FORM_implicit_const:
		return true;
	case DW_FORM_data1:
	case DW_FORM_ref1:
	case DW_FORM_flag:
	case DW_FORM_strx1:
	case DW_FORM_addrx1:
		*bytes = 1;
		return true;
	case DW_FORM_data2:
	case DW_FORM_ref2:
	case DW_FORM_strx2:
	case DW_FORM_addrx2:
		*bytes = 2;
		return true;
	case DW_FORM_strx3:
	case DW_FORM_addrx3:
		*bytes = 3;
		return true;
	case DW_FORM_data4:
	case DW_FORM_ref4:
	case DW_FORM_strx4:
	case DW_FORM_addrx4:
		*bytes = 4;
		return true;
	case DW_FORM_data8:
	case DW_FORM_ref8:
	case DW_FORM_ref_sig8:
		*bytes = 8;
		return true;
	case DW_FORM_data16:
		*bytes = 16;
		return true;
	case DW_FORM_addr:
		*bytes = skip->address_size;
		return true;
	case DW_FORM_strp:
	case DW_FORM_line_strp:
	case DW_FORM_sec_offset:
		*bytes = skip->offset_size;
		return true;
	case DW_FORM_udata:
	case DW_FORM_sdata:
	case DW_FORM_ref_udata:
	case DW_FORM_strx:
	case DW_FORM_addrx:
	case DW_FORM_loclistx:
	case DW_FORM_rnglistx:
		*kind = KV_SKIP_LEB128;
		return true;
	case DW_FORM_string:
		*kind = KV_SKIP_STRING;
		return true;
	case DW_FORM_block:
	case DW_FORM_exprloc:
		*kind = KV_SKIP_BLOCK;
		return true;
	case DW_FORM_block1:
		*kind = KV_SKIP_BLOCK1;
		return true;
	case DW_FORM_block2:
		*kind = KV_SKIP_BLOCK2;
		return true;
	case DW_FORM_block4:
		*kind = KV_SKIP_BLOCK4;
		return true;
	default:
		return false;
	}
}

void kv_dwarf_skip_attribute(const kv_dwarf_skip *skip, kv_skip_entry *entry, uint64_t name,
			     uint64_t form)
{
	unsigned int bytes, part = entry->parts - 1u;
	kv_skip_kind kind;

	if (name == DW_AT_location)
		entry->has_place = form == DW_FORM_exprloc || form == DW_FORM_block1;
	if (part == KV_SKIP_PARTS)
		return;
	if (!length_of(skip, form, &bytes, &kind) ||
	    (name == DW_AT_sibling && (form != DW_FORM_ref4 || part > 0))) {
		entry->parts = KV_SKIP_PARTS + 1;
		return;
	}
	if (name == DW_AT_sibling) {
		entry->has_sibling = true;
		entry->sibling = entry->bytes[0];
	}
	entry->bytes[part] = (uint16_t)(entry->bytes[part] + bytes);
	if (kind == KV_SKIP_NOTHING)
		return;
	entry->kinds[part] = (uint8_t)kind;
	entry->parts++;
}

void kv_dwarf_skip_end(kv_skip_entry *entry)
{
	entry->known = entry->parts <= KV_SKIP_PARTS;
}

/* What the cursor does, for numbers of one byte and within bounds without a call. */
static inline uint64_t read_uleb(kv_dwarf_cursor *cursor)
{
	if (cursor->position < cursor->end && *cursor->position < 0x80)
		return *cursor->position++;
	return kv_dwarf_cursor_uleb(cursor);
}

static inline void advance(kv_dwarf_cursor *cursor, uint64_t bytes)
{
	if (bytes <= (uint64_t)(cursor->end - cursor->position))
		cursor->position += bytes;
	else
		cursor->failed = true;
}

static void skip_part(kv_dwarf_cursor *cursor, kv_skip_kind kind)
{
	switch (kind) {
	case KV_SKIP_NOTHING:
		return;
	case KV_SKIP_LEB128:
		read_uleb(cursor);
		return;
	case KV_SKIP_STRING: {
		const uint8_t *end =
			memchr(cursor->position, '\0', (size_t)(cursor->end - cursor->position));

		advance(cursor, end ? (uint64_t)(end - cursor->position) + 1 : UINT64_MAX);
		return;
	}
	case KV_SKIP_BLOCK:
		advance(cursor, read_uleb(cursor));
		return;
	case KV_SKIP_BLOCK1:
		advance(cursor, kv_dwarf_cursor_number(cursor, 1));
		return;
	case KV_SKIP_BLOCK2:
		advance(cursor, kv_dwarf_cursor_number(cursor, 2));
		return;
	case KV_SKIP_BLOCK4:
		advance(cursor, kv_dwarf_cursor_number(cursor, 4));
		return;
	}
}

/* To where DW_AT_sibling of the DIE at @cursor, whose code has been read, leads. */
static void follow_sibling(const kv_dwarf_skip *skip, const kv_skip_entry *entry,
			   kv_dwarf_cursor *cursor)
{
	const uint8_t *from = cursor->position;
	uint64_t target;

	advance(cursor, entry->sibling);
	target = skip->unit.offset + kv_dwarf_cursor_number(cursor, 4);
	if (target >= skip->unit.end || target <= (uint64_t)(from - skip->image->info.data))
		cursor->failed = true;
	else
		cursor->position = skip->image->info.data + target;
}

/* Steps behind one DIE; true when its children follow. */
static bool step(const kv_dwarf_skip *skip, uint64_t code, kv_dwarf_cursor *cursor)
{
	const kv_skip_entry *entry = code < KV_SKIP_CODES ? &skip->entries[code] : NULL;

	if (!entry || !entry->known) {
		cursor->failed = true;
		return false;
	}
	if (entry->has_sibling) {
		follow_sibling(skip, entry, cursor);
		return false;
	}
	for (unsigned int i = 0; i < entry->parts; i++) {
		advance(cursor, entry->bytes[i]);
		skip_part(cursor, entry->kinds[i]);
	}
	return entry->has_children;
}

/* A cursor at @die; it fails when that is not in the unit. */
static kv_dwarf_cursor cursor_at(const kv_dwarf_skip *skip, const Dwarf_Die *die)
{
	const uint8_t *unit = skip->image->info.data + skip->unit.offset;
	const uint8_t *end = skip->image->info.data + skip->unit.end;
	const uint8_t *at = die->addr;

	return (kv_dwarf_cursor){at, end, skip->image->swap, at < unit || at >= end};
}

bool kv_dwarf_skip_lacks_place(const kv_dwarf_skip *skip, const Dwarf_Die *die)
{
	kv_dwarf_cursor cursor = cursor_at(skip, die);
	uint64_t code = cursor.failed ? 0 : read_uleb(&cursor);

	return code > 0 && code < KV_SKIP_CODES && skip->entries[code].parts > 0 &&
	       !skip->entries[code].has_place;
}

int kv_dwarf_skip_sibling(const kv_dwarf_skip *skip, Dwarf_Die *die)
{
	kv_dwarf_cursor cursor = cursor_at(skip, die);
	unsigned int level = 0;

	if (cursor.failed)
		return dwarf_siblingof(die, die);
	do {
		uint64_t code = read_uleb(&cursor);

		if (code == 0 && level > 0)
			level--;
		else if (step(skip, code, &cursor))
			level++;
	} while (level > 0 && !cursor.failed);
	if (cursor.failed || cursor.position == cursor.end)
		return dwarf_siblingof(die, die);
	if (*cursor.position == 0)
		return 1;
	*die = (Dwarf_Die){.addr = (void *)cursor.position, .cu = die->cu};
	return 0;
}
