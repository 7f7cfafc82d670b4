/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "actions.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "livepatches.h"
#include "report.h"
#include "system.h"

static void answer_result(long result)
{
	if (result < 0)
		printf("%s", strerrorname_np(-result));
	else
		printf("%ld", result);
}

static long failed_or(long result)
{
	return result < 0 ? -errno : result;
}

/* A name as the kernel has it. */
static void underscores(char *name)
{
	for (; *name; name++)
		if (*name == '-')
			*name = '_';
}

static void do_load(const struct words *words)
{
	char path[256];

	snprintf(path, sizeof(path), "/modules/%s.ko", words->word[1]);
	int file = open(path, O_RDONLY | O_CLOEXEC);
	answer_result(file < 0 ? -errno : failed_or(syscall(SYS_finit_module, file, "", 0)));
}

static void do_unload(const struct words *words)
{
	underscores(words->word[1]);
	answer_result(failed_or(syscall(SYS_delete_module, words->word[1], O_NONBLOCK)));
}

static void do_read(const struct words *words)
{
	char text[REPORT_MAX];
	ssize_t length = file_read(words->word[1], text, sizeof(text));

	if (length < 0)
		answer_result(length);
	else
		printf("%s", text);
}

static void do_write(const struct words *words)
{
	char text[256] = "";

	for (int i = 2; i < words->count; i++) {
		strncat(text, words->word[i], sizeof(text) - strlen(text) - 2);
		if (i + 1 < words->count)
			strcat(text, " ");
	}
	answer_result(file_write(words->word[1], text));
}

/* Arguments are numbers, or "@" for the address of zeroed memory. */
static void do_syscall(const struct words *words)
{
	static char memory[4096] __attribute__((aligned(4096)));
	long number[7] = { 0 };

	for (int i = 1; i < words->count && i <= 7; i++)
		number[i - 1] = strcmp(words->word[i], "@") ? strtol(words->word[i], NULL, 0)
							    : (long)memory;
	answer_result(failed_or(syscall(number[0], number[1], number[2], number[3], number[4],
					number[5], number[6])));
}

static void do_sleep(const struct words *words)
{
	pause_ms(strtol(words->word[1], NULL, 10) * 1000);
}

static void do_disable(const struct words *words)
{
	underscores(words->word[1]);
	answer_result(livepatch_disable(words->word[1]));
}

static void do_functions(const struct words *words)
{
	underscores(words->word[1]);
	livepatch_print_functions(words->word[1]);
}

static void do_sites(const struct words *words)
{
	livepatches_print_sites();
}

static void do_settle(const struct words *words)
{
	livepatches_settle(strtol(words->word[1], NULL, 10));
}

/* What is left of this case: livepatches, modules, and whether the kernel had to complain. */
static void do_remains(const struct words *words)
{
	FILE *file = fopen("/proc/modules", "r");
	char name[80];

	livepatches_print();
	while (file && fscanf(file, "%79s%*[^\n]", name) == 1)
		printf("module %s\n", name);
	if (kernel_complained())
		printf("complaint\n");
}

static const struct {
	const char *name;
	int words; /* at least, with the name */
	action run;
} actions[] = {
	{ "load", 2, do_load },	      { "unload", 2, do_unload },	{ "read", 2, do_read },
	{ "write", 3, do_write },     { "disable", 2, do_disable },	{ "syscall", 2, do_syscall },
	{ "sites", 1, do_sites },     { "functions", 2, do_functions }, { "settle", 2, do_settle },
	{ "sleep", 2, do_sleep },     { "remains", 1, do_remains },
};

action action_of(const struct words *words)
{
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (words->count >= actions[i].words && !strcmp(actions[i].name, words->word[0]))
			return actions[i].run;
	return NULL;
}
