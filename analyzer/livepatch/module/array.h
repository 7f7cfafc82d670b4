/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_LIVEPATCH_MODULE_ARRAY_H
#define KV_LIVEPATCH_MODULE_ARRAY_H

#include "base/fact.h"
#include "livepatch/module/memory.h"

/*
 * An array of structures in a module, and how far it can reach: to the end of its variable, or,
 * when the module has no symbol for it, to the next thing that the module refers to.
 */
typedef struct kv_array {
	kv_place start;
	uint64_t stride;
	uint64_t end; /* offset in the section */
	bool bounded; /* the end is known from the size of a symbol */
} kv_array;

kv_array kv_array_at(kv_memory *memory, kv_place start, uint64_t stride);

/* Whether a whole element at @element lies inside the array. */
bool kv_array_holds(const kv_array *array, kv_place element);

/*
 * Whether the array ends with an empty element at @element, the first place that is not an entry.
 * KV_NO when there is no room for it, even if zero bytes follow: they belong to something else.
 */
kv_fact kv_array_ends(const kv_memory *memory, const kv_array *array, kv_place element);

/*
 * How many elements behind the empty one at @end hold anything; 0 when the size of the array is not
 * known, or something refers to them: then they are another list in the same variable.
 */
unsigned int kv_array_behind_end(kv_memory *memory, const kv_array *array, kv_place end);

#endif
