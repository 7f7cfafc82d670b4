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

/*
 * How much of @name the compiler has not added: "foo" of "foo.isra.0", "foo.constprop.1",
 * "foo.part.0.cold"; all of a name that begins with a dot.
 */
static inline size_t kv_name_plain_length(const char *name)
{
	const char *dot = strchr(name, '.');

	return dot && dot != name ? (size_t)(dot - name) : strlen(name);
}

/*
 * Where the ".cold" that @name ends with begins, which gcc calls the unlikely part of a function, or
 * the ".cold.3" of gcc before 9; NULL when it ends with none.
 */
static inline const char *kv_name_cold_suffix(const char *name)
{
	const char *suffix = g_strrstr(name, ".cold");
	const char *end = suffix ? suffix + strlen(".cold") : NULL;

	if (!suffix || suffix == name || (*end && *end != '.'))
		return NULL;
	return *end && end[1 + strspn(end + 1, "0123456789")] ? NULL : suffix;
}

#endif
