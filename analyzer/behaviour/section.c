/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What C source enters around a call or a loop in which no task may sleep. */
#include "behaviour/sleep.h"

/* Whether the source has the call as @name, be that a function or a macro. */
static bool is_called(const kv_c_call *call, const char *name)
{
	return g_strcmp0(call->name, name) == 0 || g_strcmp0(call->macro, name) == 0;
}

/* A way from a call that enters a section to another call. */
typedef struct {
	const kv_c_unit *unit;
	const char *leave;
	uint32_t goal;	     /* block */
	uint32_t first, end; /* calls of the function */
} section_walk;

static section_walk walk_of(const kv_c_unit *unit, uint32_t function, const char *leave,
			    uint32_t goal)
{
	const kv_c_function *owner = kv_c_unit_function(unit, function);
	uint32_t first = owner ? owner->calls : 0;

	return (section_walk){unit, leave, goal, first, first + (owner ? owner->call_count : 0)};
}

/* Whether @block leaves the section in a call between the positions @after and @before. */
static bool leaves(const section_walk *walk, uint32_t block, uint32_t after, uint32_t before)
{
	for (uint32_t i = after; i < before; i++) {
		const kv_c_call *call = kv_c_unit_call(walk->unit, i);

		if (call->block == block && is_called(call, walk->leave))
			return true;
	}
	return false;
}

static bool is_goal(const kv_c_unit *unit, uint32_t block, gpointer data)
{
	return block == ((const section_walk *)data)->goal;
}

static bool is_left(const kv_c_unit *unit, uint32_t block, gpointer data)
{
	const section_walk *walk = data;

	return leaves(walk, block, walk->first, walk->end);
}

/* Whether @ref may be reached from the call @enter without leaving the section that it enters. */
static bool is_inside(const kv_call_ref *ref, uint32_t enter, const char *leave)
{
	const kv_c_call *from = kv_c_unit_call(ref->unit, enter);
	const kv_c_call *to = kv_call_ref_call(ref);
	section_walk walk = walk_of(ref->unit, to->function, leave, to->block);

	if (from->block == to->block && enter < ref->call)
		return !leaves(&walk, from->block, enter, ref->call);
	if (leaves(&walk, from->block, enter, walk.end) ||
	    leaves(&walk, to->block, walk.first, ref->call))
		return false;
	return kv_block_reaches(ref->unit, from->block, is_goal, is_left, &walk);
}

/* The call at position @enter enters a section: the loop of @blocks runs inside it all the time. */
static bool surrounds(const kv_c_unit *unit, uint32_t enter, const char *leave,
		      const GArray *blocks, uint32_t head)
{
	const kv_c_call *from = kv_c_unit_call(unit, enter);
	section_walk walk = walk_of(unit, from->function, leave, head);

	for (guint i = 0; i < blocks->len; i++) {
		uint32_t block = g_array_index(blocks, guint32, i);

		if (block == from->block || leaves(&walk, block, walk.first, walk.end))
			return false;
	}
	return !leaves(&walk, from->block, enter, walk.end) &&
	       kv_block_reaches(unit, from->block, is_goal, is_left, &walk);
}

const char *kv_loop_atomic(const kv_c_unit *unit, uint32_t loop)
{
	const kv_c_loop *about = kv_c_unit_loop(unit, loop);
	const kv_c_function *function = kv_c_unit_function(unit, about->function);
	g_autoptr(GArray) blocks = kv_loop_blocks(unit, loop);

	for (uint32_t i = 0; function && i < function->call_count; i++) {
		const kv_c_call *call = kv_c_unit_call(unit, function->calls + i);

		for (gsize j = 0; j < kv_atomic_sections_count; j++) {
			if (is_called(call, kv_atomic_sections[j].enter) &&
			    surrounds(unit, function->calls + i, kv_atomic_sections[j].leave,
				      blocks, about->head))
				return kv_atomic_sections[j].enter;
		}
	}
	return NULL;
}

const char *kv_call_ref_atomic(const kv_call_ref *ref)
{
	const kv_c_function *function =
		kv_c_unit_function(ref->unit, kv_call_ref_call(ref)->function);

	for (uint32_t i = 0; function && i < function->call_count; i++) {
		uint32_t enter = function->calls + i;
		const kv_c_call *call = kv_c_unit_call(ref->unit, enter);

		if (enter == ref->call)
			continue;
		for (gsize j = 0; j < kv_atomic_sections_count; j++) {
			if (is_called(call, kv_atomic_sections[j].enter) &&
			    is_inside(ref, enter, kv_atomic_sections[j].leave))
				return kv_atomic_sections[j].enter;
		}
	}
	return NULL;
}
