/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "livepatches.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "system.h"

#define LIVEPATCHES "/sys/kernel/livepatch"
/* What follows the last task of a transition: callbacks, freeing of a replaced livepatch. */
#define AFTERMATH_MS 300

static bool is_entry(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

void livepatches_print_sites(void)
{
	FILE *file = fopen("/sys/kernel/tracing/enabled_functions", "r");
	char line[1024], name[512], module[80];

	while (file && fgets(line, sizeof(line), file)) {
		char *flags = strchr(line, '(');

		if (!flags || !strstr(flags, " I ") || sscanf(line, "%511s", name) != 1)
			continue;
		if (sscanf(line, "%*s [%79[^]]", module) == 1)
			printf("%s [%s]\n", name, module);
		else
			printf("%s\n", name);
	}
	if (file)
		fclose(file);
}

void livepatch_print_functions(const char *name)
{
	char path[512];
	struct dirent **objects, **functions;

	snprintf(path, sizeof(path), LIVEPATCHES "/%s", name);
	int object_count = scandir(path, &objects, NULL, alphasort);
	for (int i = 0; i < object_count; i++) {
		if (!is_entry(objects[i]) || objects[i]->d_type != DT_DIR)
			continue;
		snprintf(path, sizeof(path), LIVEPATCHES "/%s/%s", name, objects[i]->d_name);
		int count = scandir(path, &functions, NULL, alphasort);
		for (int j = 0; j < count; j++)
			if (is_entry(functions[j]) && functions[j]->d_type == DT_DIR)
				printf("%s %s\n", objects[i]->d_name, functions[j]->d_name);
	}
}

static void for_each_livepatch(void (*function)(const char *name, void *data), void *data)
{
	DIR *folder = opendir(LIVEPATCHES);
	struct dirent *entry;

	while (folder && (entry = readdir(folder)))
		if (is_entry(entry))
			function(entry->d_name, data);
	if (folder)
		closedir(folder);
}

static void is_in_transition(const char *name, void *any)
{
	char path[512];

	snprintf(path, sizeof(path), LIVEPATCHES "/%s/transition", name);
	if (file_number(path) == 1)
		*(bool *)any = true;
}

static bool in_transition(void)
{
	bool any = false;

	for_each_livepatch(is_in_transition, &any);
	return any;
}

static void print_livepatch(const char *name, void *data)
{
	printf("livepatch %s\n", name);
}

void livepatches_print(void)
{
	for_each_livepatch(print_livepatch, NULL);
}

static void is_there(const char *name, void *any)
{
	*(bool *)any = true;
}

bool livepatches_any(void)
{
	bool any = false;

	for_each_livepatch(is_there, &any);
	return any;
}

long livepatch_disable(const char *name)
{
	char path[512];

	snprintf(path, sizeof(path), LIVEPATCHES "/%s/enabled", name);
	return file_write(path, "0");
}

/* The tasks of either state; those of one of them hold the transition up. */
static void print_states(void)
{
	for (int state = 0; state < 2; state++) {
		DIR *folder = opendir("/proc");
		struct dirent *entry;

		while (folder && (entry = readdir(folder))) {
			char path[300], name[64];

			if (!isdigit(entry->d_name[0]))
				continue;
			snprintf(path, sizeof(path), "/proc/%s/patch_state", entry->d_name);
			if (file_number(path) != state)
				continue;
			snprintf(path, sizeof(path), "/proc/%s/comm", entry->d_name);
			if (file_read(path, name, sizeof(name)) > 0)
				printf("%d %s", state, name);
		}
		if (folder)
			closedir(folder);
	}
}

void livepatches_settle(long seconds)
{
	long limit = now_ms() + seconds * 1000;

	while (in_transition() && now_ms() < limit)
		pause_ms(100);
	if (!in_transition()) {
		pause_ms(AFTERMATH_MS);
		printf("finished");
		return;
	}
	printf("stuck\n");
	print_states();
}
