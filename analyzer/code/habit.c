/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "code/habit.h"

#include <string.h>
#include <xxhash.h>

/* Without ".isra.0", ".constprop.0" and the like. */
static size_t plain_length(const char *name)
{
	const char *dot = strchr(name, '.');

	return dot && dot != name ? (size_t)(dot - name) : strlen(name);
}

static int compare(const char *name, size_t length, const char *other)
{
	int order = strncmp(name, other, length);

	return order != 0 ? order : other[length] != '\0' ? -1 : 0;
}

/* Of the entries that stand for all names that begin with theirs. */
static unsigned int habits_of_prefixes(const char *name)
{
	unsigned int habits = 0;

	for (size_t i = 0; i < kv_habits_count; i++) {
		const kv_habit_pattern *entry = &kv_habits[i];

		if (entry->prefix && strncmp(name, entry->name, strlen(entry->name)) == 0)
			habits |= entry->habits;
	}
	return habits;
}

unsigned int kv_habits_of(const char *name)
{
	size_t length = plain_length(name);
	size_t low = 0, high = kv_habits_count;
	unsigned int habits = habits_of_prefixes(name);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare(name, length, kv_habits[middle].name);

		if (order == 0 && !kv_habits[middle].prefix)
			return habits | kv_habits[middle].habits;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return habits;
}

uint32_t kv_callee_number(const char *name)
{
	return XXH32(name, plain_length(name), 0);
}
