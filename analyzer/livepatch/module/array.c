/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "livepatch/module/array.h"

kv_array kv_array_at(kv_memory *memory, kv_place start, uint64_t stride)
{
	kv_array array = {.start = start, .stride = stride};

	array.bounded = kv_memory_variable_end(memory, start, &array.end);
	if (!array.bounded)
		array.end = kv_memory_next_referenced(memory, start);
	return array;
}

bool kv_array_holds(const kv_array *array, kv_place element)
{
	return element.offset <= array->end && array->stride <= array->end - element.offset;
}

kv_fact kv_array_ends(const kv_memory *memory, const kv_array *array, kv_place element)
{
	uint64_t size = kv_memory_section_size(memory, element);

	if (array->bounded)
		return kv_fact_from_bool(kv_array_holds(array, element));
	if (element.offset > size || array->stride > size - element.offset)
		return KV_NO;
	if (!kv_array_holds(array, element))
		return KV_UNKNOWN;
	return kv_memory_is_clear(memory, element, array->stride) ? KV_YES : KV_UNKNOWN;
}

unsigned int kv_array_behind_end(kv_memory *memory, const kv_array *array, kv_place end)
{
	kv_place place = {end.section, end.offset + array->stride};
	unsigned int behind = 0;

	if (!array->bounded || !kv_array_holds(array, place) ||
	    kv_memory_is_referenced(memory, place, array->end - place.offset, false, NULL, 0))
		return 0;
	for (; kv_array_holds(array, place); place.offset += array->stride)
		behind += !kv_memory_is_clear(memory, place, array->stride);
	return behind;
}
