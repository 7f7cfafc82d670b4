/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_DWARF_OBJECT_H
#define KV_DWARF_OBJECT_H

#include <glib.h>

#include "dwarf/dwarf.h"
#include "dwarf/choice.h"
#include "dwarf/image.h"
#include "dwarf/map.h"
#include "dwarf/variable.h"

/* A place to be named, and the variable it is in. */
typedef struct kv_dwarf_place_task {
	uint32_t place; /* position among the places */
	uint32_t unit;
	uint64_t die, offset; /* of the variable; of the place in it */
	int32_t parameters;   /* of the function that it points to; -1: unknown */
} kv_dwarf_place_task;

/*
 * One task for each of @places (element-type guint64), which ascend, that has a variable at or
 * before it; by unit. @variables (element-type kv_dwarf_variable) are sorted. @parameters
 * (element-type gint32): of each place's function; or NULL.
 */
GArray *kv_dwarf_place_tasks(const GArray *variables, const GArray *places,
			     const GArray *parameters);

/* Tells what member of a variable is at an offset. One per thread; keeps the types of one unit. */
typedef struct kv_place_namer {
	const kv_dwarf_image *image;
	Dwarf *dwarf;
	GStringChunk *strings; /* what it returns */
	GArray *types, *members;
	kv_dwarf_map known; /* DIE offset: position in types */
	GString *path;
	kv_choices *choices; /* the members found at the place that is being named */
	uint32_t budget;     /* members that may still be looked at in this unit */
} kv_place_namer;

kv_place_namer *kv_place_namer_new(const kv_dwarf_image *image, Dwarf *dwarf);
void kv_place_namer_free(kv_place_namer *namer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(kv_place_namer, kv_place_namer_free)

/* Forgets the types: they are kept for one unit, where they recur. */
void kv_place_namer_begin_unit(kv_place_namer *namer);

/* Names the place of @task into @place, which stays as it is when there is no such member. */
void kv_place_namer_name(kv_place_namer *namer, const kv_dwarf_place_task *task,
			 kv_dwarf_place *place);

#endif
