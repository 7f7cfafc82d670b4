/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dwarf/call.h"

static bool has_flag(Dwarf_Die *die, unsigned int name)
{
	Dwarf_Attribute attribute;
	bool value;

	return dwarf_attr(die, name, &attribute) && dwarf_formflag(&attribute, &value) == 0 &&
	       value;
}

/* The name of the function that @die is or stands for; @external: it is not static. */
static const char *callee_name(const kv_dwarf_image *image, Dwarf_Die *die, bool *external)
{
	Dwarf_Die at = *die;

	for (int step = 0; step < KV_DWARF_CHAIN_MAX; step++) {
		const char *name = kv_die_name(image, &at);

		*external = *external || has_flag(&at, DW_AT_external);
		if (name)
			return name;
		if (!kv_die_follow_named(&at, DW_AT_abstract_origin, &at) &&
		    !kv_die_follow_named(&at, DW_AT_specification, &at))
			return NULL;
	}
	return NULL;
}

bool kv_dwarf_call_read(const kv_dwarf_image *image, Dwarf_Die *die, kv_dwarf_call *call)
{
	bool gnu = dwarf_tag(die) == DW_TAG_GNU_call_site;
	kv_dwarf_call found = {0};
	Dwarf_Attribute back;
	Dwarf_Die callee;
	bool external = false;

	if (!dwarf_attr(die, gnu ? DW_AT_low_pc : DW_AT_call_return_pc, &back) ||
	    dwarf_formaddr(&back, &found.back) != 0)
		return false;
	found.tail = has_flag(die, gnu ? DW_AT_GNU_tail_call : DW_AT_call_tail_call);
	if (kv_die_follow_named(die, gnu ? DW_AT_abstract_origin : DW_AT_call_origin, &callee)) {
		found.callee = callee_name(image, &callee, &external);
		found.same_unit = found.callee && !external;
	}
	*call = found;
	return true;
}
