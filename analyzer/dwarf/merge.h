/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_DWARF_MERGE_H
#define KV_DWARF_MERGE_H

#include <glib.h>

#include "dwarf/dwarf.h"
#include "dwarf/walk.h"

/* A source function whose prototype is still to be written. */
typedef struct kv_prototype_task {
	uint64_t die; /* of its first sighting; 0: none to be had */
	uint32_t unit;
} kv_prototype_task;

/*
 * Joins the tables of @units (@count of them, in order) into @dwarf, which does not depend then on
 * which thread walked which unit: source functions are numbered by their first sighting. Returns
 * one task for each source (element-type kv_prototype_task), ascending by unit.
 */
GArray *kv_dwarf_merge(kv_dwarf *dwarf, const kv_unit_tables *units, uint32_t count);

#endif
