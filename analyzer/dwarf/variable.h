/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_DWARF_VARIABLE_H
#define KV_DWARF_VARIABLE_H

#include <elfutils/libdw.h>
#include <glib.h>
#include <stdint.h>

#include "dwarf/image.h"

/* A variable with a fixed address: where a walk has found it. */
typedef struct kv_dwarf_variable {
	uint64_t address;
	uint64_t die; /* offset in .debug_info */
	uint32_t unit;
} kv_dwarf_variable;

/* Appends the variable @die of unit @unit to @variables when its location is a fixed address. */
void kv_dwarf_variable_note(GArray *variables, const kv_dwarf_image *image, Dwarf_Die *die,
			    uint32_t unit);

/* Sorts @variables by address. */
void kv_dwarf_variables_sort(GArray *variables);
/*
 * Appends to @units (element-type guint32) for each of @addresses, which ascend, the unit of the
 * sorted @variables there; KV_NONE where none is, or one of several units, and if they are NULL.
 */
void kv_dwarf_variables_find(const GArray *variables, const GArray *addresses, GArray *units);

#endif
