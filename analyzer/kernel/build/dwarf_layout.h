/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_KERNEL_BUILD_DWARF_LAYOUT_H
#define KV_KERNEL_BUILD_DWARF_LAYOUT_H

#include <stdbool.h>

#include "kernel/build/dwarf.h"
#include "kernel/build/dwarf_image.h"

#define KV_STRUCT_KINDS 6
#define KV_STRUCT_MEMBERS 4

/* The first complete definitions of the structures klpvet needs that one thread has come across. */
typedef struct kv_struct_finder {
	struct {
		bool found;
		uint32_t unit;
		uint32_t size;			   /* in bytes */
		uint32_t value[KV_STRUCT_MEMBERS]; /* offset or array length; KV_NONE: no such
						      member */
	} kind[KV_STRUCT_KINDS];
	uint32_t missing; /* how many kinds are not found yet */
} kv_struct_finder;

void kv_struct_finder_init(kv_struct_finder *finder);

/* Looks at a structure at the top level of unit @unit. Units must come in ascending order. */
void kv_struct_finder_visit(kv_struct_finder *finder, const kv_dwarf_image *image, Dwarf_Die *die,
			    uint32_t unit);

/* Keeps in @finder what is earlier in the order of units, its own or that of @other. */
void kv_struct_finder_merge(kv_struct_finder *finder, const kv_struct_finder *other);

/* Writes what was found into @dwarf. */
void kv_struct_finder_finish(const kv_struct_finder *finder, kv_dwarf *dwarf);

#endif
