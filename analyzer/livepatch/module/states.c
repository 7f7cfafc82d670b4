/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "livepatch/module/states.h"

#include "livepatch/module/array.h"

/* More than any livepatch has; the rest is not read. */
enum { STATES_MAX = 4096 };

enum { ID_SIZE = 8, VERSION_SIZE = 4 };

static bool has_room(uint32_t size, uint32_t offset, uint32_t width)
{
	return offset <= size && size - offset >= width;
}

/* Offsets come from files: one outside of its structure is none. */
static bool is_sane(const kv_klp_layout *layout)
{
	return has_room(layout->state_size, layout->state_id, ID_SIZE) &&
	       has_room(layout->state_size, layout->state_version, VERSION_SIZE);
}

/* Whether code refers to the member at @place, and so may store something there. */
static bool is_written(kv_memory *memory, kv_place place)
{
	uint64_t slack = MIN(place.offset, kv_memory_machine(memory)->store_slack);

	place.offset -= slack;
	return kv_memory_is_referenced(memory, place, slack + 1, true, NULL, 0);
}

/* The number at @member of the structure at @place, which nothing changes before it is read. */
static bool constant_at(kv_memory *memory, kv_place place, uint32_t member, unsigned int width,
			uint64_t *value)
{
	size_t count;

	place.offset += member;
	return !is_written(memory, place) && !kv_memory_relocations(memory, place, width, &count) &&
	       kv_memory_number(memory, place, width, value);
}

/* Why the array at @start cannot be read into @states; NULL when it was. */
static const char *read_array(kv_memory *memory, kv_place start, const kv_klp_layout *layout,
			      GArray *states)
{
	kv_array array = kv_array_at(memory, start, layout->state_size);

	for (kv_place place = start; kv_array_holds(&array, place) && states->len < STATES_MAX;
	     place.offset += array.stride) {
		uint64_t id, version;

		if (!constant_at(memory, place, layout->state_id, ID_SIZE, &id) ||
		    !constant_at(memory, place, layout->state_version, VERSION_SIZE, &version))
			return "code of the module may set its array of klp_state";
		if (id == 0)
			return NULL;

		kv_lp_state state = {.id = id, .version = (uint32_t)version};

		g_array_append_val(states, state);
	}
	return states->len == STATES_MAX ? "there are more than klpvet reads"
					 : "where its array of klp_state ends is not known";
}

static const char *read_states(kv_memory *memory, kv_place patch, const kv_klp_layout *layout,
			       GArray *states)
{
	kv_place member = {patch.section, patch.offset + layout->patch_states};
	kv_lp_pointer pointer;

	/* Kernels before 5.5 know no states. */
	if (layout->patch_states == KV_NONE)
		return NULL;
	if (kv_memory_machine(memory)->shows_member_stores && is_written(memory, member))
		return "code of the module may set klp_patch.states";
	pointer = kv_memory_pointer(memory, member);
	if (pointer.kind == KV_POINTER_NULL)
		return NULL;
	if (pointer.kind != KV_POINTER_INSIDE)
		return "klp_patch.states leads to nothing in the module";
	if (!is_sane(layout))
		return "the layout of struct klp_state is not known";
	return read_array(memory, pointer.place, layout, states);
}

void kv_klp_states_read(kv_memory *memory, kv_place patch, const kv_klp_layout *layout,
			kv_livepatch *livepatch)
{
	livepatch->states_unread = read_states(memory, patch, layout, livepatch->states);
	if (livepatch->states_unread)
		g_array_set_size(livepatch->states, 0);
}
