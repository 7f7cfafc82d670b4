/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dwarf/layout.h"

#include <stddef.h>
#include <string.h>

#include "dwarf/die.h"

/* More members than any structure here has; a damaged list could otherwise be very long. */
#define MEMBERS_MAX 256

enum { KLP_FUNC, KLP_OBJECT, KLP_PATCH };

#define FIELD(name) offsetof(kv_klp_layout, name)

/* include/linux/livepatch.h, and struct kallsym_iter of kernel/kallsyms.c. */
static const struct {
	const char *name;
	size_t size_field;
	const char *member[KV_STRUCT_MEMBERS];
	size_t field[KV_STRUCT_MEMBERS];
} kinds[KV_STRUCT_KINDS] = {
	[KLP_FUNC] = {"klp_func",
		      FIELD(func_size),
		      {"old_name", "new_func", "old_sympos"},
		      {FIELD(func_old_name), FIELD(func_new_func), FIELD(func_old_sympos)}},
	[KLP_OBJECT] = {"klp_object",
			FIELD(object_size),
			{"name", "funcs", "callbacks"},
			{FIELD(object_name), FIELD(object_funcs), FIELD(object_callbacks)}},
	[KLP_PATCH] = {"klp_patch",
		       FIELD(patch_size),
		       {"mod", "objs", "states", "replace"},
		       {FIELD(patch_mod), FIELD(patch_objs), FIELD(patch_states),
			FIELD(patch_replace)}},
	{"klp_state",
	 FIELD(state_size),
	 {"id", "version"},
	 {FIELD(state_id), FIELD(state_version)}},
	{"klp_callbacks",
	 SIZE_MAX,
	 {"pre_patch", "post_patch", "pre_unpatch", "post_unpatch"},
	 {FIELD(callbacks_pre_patch), FIELD(callbacks_post_patch), FIELD(callbacks_pre_unpatch),
	  FIELD(callbacks_post_unpatch)}},
	{"kallsym_iter", SIZE_MAX, {"name", "module_name"}, {SIZE_MAX, SIZE_MAX}},
};

#define KALLSYM_ITER (KV_STRUCT_KINDS - 1)

void kv_struct_finder_init(kv_struct_finder *finder, kv_struct_units *known)
{
	*finder = (kv_struct_finder){.known = known};
}

/* Whether the structure is found in @unit or in one before it, which is what counts. */
static bool is_known(kv_struct_units *known, size_t kind, uint32_t unit)
{
	uint32_t first = (uint32_t)g_atomic_int_get(&known->first[kind]);

	return first != 0 && first - 1 <= unit;
}

static void make_known(kv_struct_units *known, size_t kind, uint32_t unit)
{
	gint first;

	do {
		first = g_atomic_int_get(&known->first[kind]);
	} while (!is_known(known, kind, unit) &&
		 !g_atomic_int_compare_and_exchange(&known->first[kind], first, (gint)unit + 1));
}

static bool is_done(kv_struct_finder *finder, uint32_t unit)
{
	if (finder->asked == (uint64_t)unit + 1)
		return finder->done;
	finder->asked = (uint64_t)unit + 1;
	finder->done = true;
	for (size_t kind = 0; kind < KV_STRUCT_KINDS; kind++)
		finder->done = finder->done && is_known(finder->known, kind, unit);
	return finder->done;
}

/* The number of elements of a member of an array type, or KV_NONE. */
static uint32_t array_length(Dwarf_Die *member)
{
	Dwarf_Die type, dimension;
	Dwarf_Attribute attribute;
	Dwarf_Word value;

	if (!kv_die_follow_named(member, DW_AT_type, &type) ||
	    dwarf_tag(&type) != DW_TAG_array_type || dwarf_child(&type, &dimension) != 0)
		return KV_NONE;
	if (dwarf_attr(&dimension, DW_AT_count, &attribute))
		return dwarf_formudata(&attribute, &value) == 0 && value < KV_NONE ? (uint32_t)value
										   : KV_NONE;
	if (dwarf_attr(&dimension, DW_AT_upper_bound, &attribute) &&
	    dwarf_formudata(&attribute, &value) == 0 && value < KV_NONE - 1)
		return (uint32_t)value + 1;
	return KV_NONE;
}

static uint32_t member_offset(Dwarf_Die *member)
{
	Dwarf_Attribute attribute;
	Dwarf_Op *operations;
	Dwarf_Word value;
	size_t count;

	if (!dwarf_attr(member, DW_AT_data_member_location, &attribute))
		return KV_NONE;
	if (dwarf_formudata(&attribute, &value) != 0) {
		/* DWARF 2 has an expression here, of one operation. */
		if (dwarf_getlocation(&attribute, &operations, &count) != 0 || count != 1 ||
		    operations[0].atom != DW_OP_plus_uconst)
			return KV_NONE;
		value = operations[0].number;
	}
	return value < KV_NONE ? (uint32_t)value : KV_NONE;
}

static void read_members(const kv_dwarf_image *image, Dwarf_Die *structure, size_t kind,
			 uint32_t value[KV_STRUCT_MEMBERS])
{
	Dwarf_Die member;
	int status = dwarf_child(structure, &member);

	for (unsigned int step = 0; status == 0 && step < MEMBERS_MAX; step++) {
		const char *name = kv_die_name(image, &member);

		for (size_t i = 0; name && i < KV_STRUCT_MEMBERS && kinds[kind].member[i]; i++)
			if (strcmp(name, kinds[kind].member[i]) == 0)
				value[i] = kind == KALLSYM_ITER ? array_length(&member)
								: member_offset(&member);
		status = dwarf_siblingof(&member, &member);
	}
}

void kv_struct_finder_visit(kv_struct_finder *finder, const kv_dwarf_image *image, Dwarf_Die *die,
			    uint32_t unit)
{
	const char *name;

	if (is_done(finder, unit))
		return;
	name = kv_die_name(image, die);
	if (!name || name[0] != 'k')
		return;
	for (size_t kind = 0; kind < KV_STRUCT_KINDS; kind++) {
		int size;

		if (is_known(finder->known, kind, unit) || strcmp(name, kinds[kind].name) != 0)
			continue;
		size = dwarf_bytesize(die);
		if (size <= 0)
			return; /* only declared here */
		finder->kind[kind].found = true;
		finder->kind[kind].unit = unit;
		finder->kind[kind].size = (uint32_t)size;
		memset(finder->kind[kind].value, 0xff, sizeof(finder->kind[kind].value));
		read_members(image, die, kind, finder->kind[kind].value);
		make_known(finder->known, kind, unit);
	}
}

void kv_struct_finder_merge(kv_struct_finder *finder, const kv_struct_finder *other)
{
	for (size_t kind = 0; kind < KV_STRUCT_KINDS; kind++)
		if (other->kind[kind].found &&
		    (!finder->kind[kind].found || other->kind[kind].unit < finder->kind[kind].unit))
			finder->kind[kind] = other->kind[kind];
}

static void set_field(kv_klp_layout *layout, size_t field, uint32_t value)
{
	if (field != SIZE_MAX)
		memcpy((char *)layout + field, &value, sizeof(value));
}

void kv_struct_finder_finish(const kv_struct_finder *finder, kv_dwarf *dwarf)
{
	const uint32_t *lengths = finder->kind[KALLSYM_ITER].value;

	memset(&dwarf->layout, 0xff, sizeof(dwarf->layout));
	for (size_t kind = 0; kind < KV_STRUCT_KINDS; kind++) {
		if (!finder->kind[kind].found)
			continue;
		set_field(&dwarf->layout, kinds[kind].size_field, finder->kind[kind].size);
		for (size_t i = 0; i < KV_STRUCT_MEMBERS && kinds[kind].member[i]; i++)
			set_field(&dwarf->layout, kinds[kind].field[i],
				  finder->kind[kind].value[i]);
	}
	dwarf->has_layout = finder->kind[KLP_FUNC].found && finder->kind[KLP_OBJECT].found &&
			    finder->kind[KLP_PATCH].found;
	if (finder->kind[KALLSYM_ITER].found) {
		dwarf->ksym_name_len = lengths[0] == KV_NONE ? 0 : lengths[0];
		dwarf->module_name_len = lengths[1] == KV_NONE ? 0 : lengths[1];
	}
}
