/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_BASE_NAMES_H
#define KV_BASE_NAMES_H

#include <glib.h>
#include <stdbool.h>
#include <string.h>

/* Compares two elements of an array of strings, for qsort() and g_ptr_array_sort(). */
static inline int kv_names_compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sorts @names (element-type utf8) by their bytes. */
static inline void kv_names_sort(GPtrArray *names)
{
	g_ptr_array_sort(names, kv_names_compare);
}

/* Whether @name is one of @names (element-type utf8). */
static inline bool kv_names_contain(const GPtrArray *names, const char *name)
{
	/* The search changes nothing, its type just does not say so. */
	return g_ptr_array_find_with_equal_func((GPtrArray *)names, name, g_str_equal, NULL);
}

#endif
