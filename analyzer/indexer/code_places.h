/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_INDEXER_CODE_PLACES_H
#define KV_INDEXER_CODE_PLACES_H

#include "dwarf/dwarf.h"

/* A word of data that holds the address of a function. */
typedef struct kv_code_place {
	uint64_t address, function;
} kv_code_place;

/*
 * What stands at each of @places (element-type kv_code_place, by address), as
 * kv_dwarf_name_places() tells; of a union, the members that take as many arguments as the
 * function.
 */
GArray *kv_code_name_places(const kv_dwarf *dwarf, const GArray *places);

/* How many parameters @prototype of the function @name has, "..." counting as one; -1: unknown. */
int32_t kv_prototype_parameters(const char *prototype, const char *name);

#endif
