/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dwarf/die.h"

#include <string.h>

static int slot_of(unsigned int name)
{
	switch (name) {
	case DW_AT_name:
		return KV_DIE_NAME;
	case DW_AT_decl_file:
		return KV_DIE_DECL_FILE;
	case DW_AT_decl_line:
		return KV_DIE_DECL_LINE;
	case DW_AT_abstract_origin:
		return KV_DIE_ORIGIN;
	case DW_AT_specification:
		return KV_DIE_SPECIFICATION;
	case DW_AT_low_pc:
		return KV_DIE_LOW;
	case DW_AT_high_pc:
		return KV_DIE_HIGH;
	case DW_AT_ranges:
		return KV_DIE_RANGES;
	case DW_AT_entry_pc:
		return KV_DIE_ENTRY;
	case DW_AT_inline:
		return KV_DIE_INLINE;
	case DW_AT_declaration:
		return KV_DIE_DECLARATION;
	case DW_AT_external:
		return KV_DIE_EXTERNAL;
	case DW_AT_call_line:
		return KV_DIE_CALL_LINE;
	}
	return -1;
}

static int take_attribute(Dwarf_Attribute *attribute, void *user_data)
{
	kv_die_attributes *attributes = user_data;
	int slot = slot_of(attribute->code);

	if (slot >= 0) {
		attributes->present |= 1u << slot;
		attributes->at[slot] = *attribute;
	}
	return DWARF_CB_OK;
}

/* The code of the abbreviation of @die; 0 when it is none of the small ones. */
static unsigned int small_code(const kv_dwarf_image *image, const Dwarf_Die *die)
{
	const uint8_t *at = die->addr, *end = image->info.data + image->info.size;
	unsigned int code;

	if (at < image->info.data || at >= end)
		return 0;
	if (at[0] < 0x80)
		return at[0];
	if (end - at < 2 || at[1] >= 0x80)
		return 0;
	code = (at[0] & 0x7fu) | (unsigned int)at[1] << 7;
	return code < KV_DIE_CODES ? code : 0;
}

int kv_die_tag(const kv_dwarf_image *image, kv_die_abbreviations *known, Dwarf_Die *die)
{
	unsigned int code = small_code(image, die);
	int tag;

	if (code > 0 && known->of[code]) {
		die->abbrev = known->of[code];
		return known->tags[code];
	}
	tag = dwarf_tag(die);
	if (code > 0 && tag != DW_TAG_invalid) {
		known->of[code] = die->abbrev;
		known->tags[code] = tag;
	}
	return tag;
}

bool kv_die_attributes_read(Dwarf_Die *die, kv_die_attributes *attributes)
{
	attributes->present = 0;
	return dwarf_getattrs(die, take_attribute, attributes, 0) == 1;
}

uint64_t kv_die_number(kv_die_attributes *attributes, kv_die_attribute which, uint64_t otherwise)
{
	Dwarf_Word value;

	if (!kv_die_has(attributes, which) || dwarf_formudata(&attributes->at[which], &value) != 0)
		return otherwise;
	return value;
}

const char *kv_die_string(const kv_dwarf_image *image, Dwarf_Attribute *attribute)
{
	const uint8_t *end = image->info.data + image->info.size;
	const char *string;
	size_t limit = KV_DWARF_STRING_MAX;

	switch (dwarf_whatform(attribute)) {
	case DW_FORM_string:
		/* libdw returns these unseen, terminated or not. */
		if (attribute->valp < image->info.data || attribute->valp >= end)
			return NULL;
		string = (const char *)attribute->valp;
		limit = MIN(limit, (size_t)(end - attribute->valp));
		break;
	case DW_FORM_strp_sup:
	case DW_FORM_GNU_strp_alt:
		return NULL;
	default:
		string = dwarf_formstring(attribute);
		break;
	}
	if (!string || !memchr(string, '\0', limit))
		return NULL;
	return string;
}

const char *kv_die_name(const kv_dwarf_image *image, Dwarf_Die *die)
{
	Dwarf_Attribute attribute;

	if (!dwarf_attr(die, DW_AT_name, &attribute))
		return NULL;
	return kv_die_string(image, &attribute);
}

bool kv_die_follow(Dwarf_Attribute *attribute, Dwarf_Die *target)
{
	switch (dwarf_whatform(attribute)) {
	case DW_FORM_GNU_ref_alt:
	case DW_FORM_ref_sup4:
	case DW_FORM_ref_sup8:
		return false;
	}
	return dwarf_formref_die(attribute, target) != NULL;
}

bool kv_die_follow_named(Dwarf_Die *die, unsigned int name, Dwarf_Die *target)
{
	Dwarf_Attribute attribute;

	return dwarf_attr(die, name, &attribute) && kv_die_follow(&attribute, target);
}
