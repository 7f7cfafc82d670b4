/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_BASE_DISTANCE_H
#define KV_BASE_DISTANCE_H

#include <glib.h>
#include <stdbool.h>

/* The most edits that kv_name_distance() counts. */
#define KV_DISTANCE_MAX 2

/*
 * How many single characters must be inserted, deleted or replaced to turn @a into @b, or
 * KV_DISTANCE_MAX + 1 when it takes more. Bytes, not UTF-8: names in kernels are ASCII. Cheap
 * enough to be asked of every symbol of a kernel.
 */
guint kv_name_distance(const char *a, const char *b);

/*
 * Whether somebody who wrote @given may have meant @name: a slip, a part of the name, or the first
 * two thirds of what was written right.
 */
bool kv_name_resembles(const char *given, const char *name);

#endif
