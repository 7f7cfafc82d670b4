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

static unsigned int habits_of_prefixes(const char *name)
{
	unsigned int habits = 0;

	for (unsigned int i = 0; i < kv_habit_name_count; i++) {
		const kv_habit_name *entry = &kv_habit_names[i];

		if (entry->prefix && strncmp(name, entry->name, strlen(entry->name)) == 0)
			habits |= entry->habits;
	}
	return habits;
}

unsigned int kv_habits_of(const char *name)
{
	size_t length = plain_length(name);
	unsigned int low = 0, high = kv_habit_name_count;

	while (low < high) {
		unsigned int middle = low + (high - low) / 2;
		int order = compare(name, length, kv_habit_names[middle].name);

		if (order == 0 && !kv_habit_names[middle].prefix)
			return kv_habit_names[middle].habits;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return habits_of_prefixes(name);
}

uint32_t kv_callee_number(const char *name)
{
	return XXH32(name, plain_length(name), 0);
}
