/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "code/habit.h"

#include <string.h>
#include <xxhash.h>

#include "base/names.h"
#include "base/search.h"

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
	size_t length = kv_name_plain_length(name);
	unsigned int habits = habits_of_prefixes(name);
	size_t at = KV_FIRST_NOT(0, kv_habits_count, i,
				 compare(name, length, kv_habits[i].name) > 0);

	/* An entry for all names that begin with this one may stand beside that of the name. */
	for (; at < kv_habits_count && compare(name, length, kv_habits[at].name) == 0; at++)
		if (!kv_habits[at].prefix)
			habits |= kv_habits[at].habits;
	return habits;
}

uint32_t kv_callee_number(const char *name)
{
	return XXH32(name, kv_name_plain_length(name), 0);
}
