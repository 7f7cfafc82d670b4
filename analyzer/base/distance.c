/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/distance.h"

#include <string.h>

/*
 * Levenshtein's distance, in the narrow band around the diagonal where it can still be small:
 * row[j] belongs to the column i - KV_DISTANCE_MAX + j.
 */
enum { BAND = 2 * KV_DISTANCE_MAX + 1 };

static guint next_cell(const guint *above, const guint *row, guint j, bool equal)
{
	guint best = above[j] + (equal ? 0 : 1);

	if (j + 1 < BAND)
		best = MIN(best, above[j + 1] + 1);
	if (j > 0)
		best = MIN(best, row[j - 1] + 1);
	return best;
}

guint kv_name_distance(const char *a, const char *b)
{
	const guint far = KV_DISTANCE_MAX + 1;
	size_t a_length = strlen(a), b_length = strlen(b);
	guint above[BAND], row[BAND];

	if (a_length > b_length + KV_DISTANCE_MAX || b_length > a_length + KV_DISTANCE_MAX)
		return far;

	for (guint j = 0; j < BAND; j++)
		above[j] = j < KV_DISTANCE_MAX ? far : j - KV_DISTANCE_MAX;

	for (size_t i = 1; i <= a_length; i++) {
		guint least = far;

		for (guint j = 0; j < BAND; j++) {
			size_t column = i + j - KV_DISTANCE_MAX;

			if (i + j < KV_DISTANCE_MAX || column > b_length)
				row[j] = far;
			else if (column == 0)
				row[j] = (guint)i;
			else
				row[j] = next_cell(above, row, j, a[i - 1] == b[column - 1]);
			least = MIN(least, row[j]);
		}
		if (least >= far)
			return far;
		memcpy(above, row, sizeof(above));
	}
	return MIN(above[b_length - a_length + KV_DISTANCE_MAX], far);
}

bool kv_name_resembles(const char *given, const char *name)
{
	size_t length = strlen(given), common = 0;

	if (kv_name_distance(given, name) <= MIN((size_t)KV_DISTANCE_MAX, length / 2))
		return true;
	if (length <= KV_DISTANCE_MAX)
		return false;
	while (given[common] && given[common] == name[common])
		common++;
	return strstr(name, given) || 3 * common >= 2 * length;
}
