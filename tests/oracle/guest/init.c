/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The only program of the virtual machine: carries out the steps of /script and reports each.
 *
 * usage: init FIRST LAST	the numbers of the cases to run, counted from 1
 *
 * Whatever may hang in the kernel is done by a child with a limit in the machine's time. After a
 * case that left the kernel in doubt the machine ends, and the next case gets a new one.
 */
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <unistd.h>

#include "child.h"
#include "livepatches.h"
#include "report.h"
#include "system.h"

#define STEP_LIMIT 30 /* seconds */
#define SPAWNED_MAX 8

static struct child spawned[SPAWNED_MAX];
static int spawned_count;

static void end_machine(void)
{
	report("bye", "%s", "");
	reboot(RB_AUTOBOOT);
	for (;;)
		pause();
}

static struct words split(char *line)
{
	struct words words = { 0 };

	for (char *rest = line, *word; words.count < WORDS_MAX && (word = strsep(&rest, " \n"));)
		if (*word)
			words.word[words.count++] = word;
	return words;
}

static bool is(const struct words *words, const char *name)
{
	return words->count > 0 && !strcmp(words->word[0], name);
}

static void spawn(struct words *words)
{
	words->count--;
	memmove(words->word, words->word + 1, sizeof(words->word[0]) * WORDS_MAX);
	if (spawned_count < SPAWNED_MAX && child_start(words, &spawned[spawned_count]))
		spawned_count++;
	else
		report("bad", "%s", "spawn");
}

/* False when something hangs in the kernel. */
static bool run_step(char *line)
{
	struct words words = split(line);
	struct child child;
	int limit = STEP_LIMIT;

	if (is(&words, "spawn")) {
		spawn(&words);
		return true;
	}
	if (is(&words, "join") && spawned_count > 0)
		return child_finish(&spawned[--spawned_count], STEP_LIMIT);
	if (!child_start(&words, &child)) {
		report("bad", "%s", words.count > 0 ? words.word[0] : "empty line");
		return true;
	}
	if (is(&words, "settle") || is(&words, "sleep"))
		limit += strtol(words.word[1], NULL, 10);
	return child_finish(&child, limit);
}

/* Whether the next case finds the kernel as this one did. */
static bool left_clean(void)
{
	char text[8];

	return file_read("/proc/modules", text, sizeof(text)) == 0 && spawned_count == 0 &&
	       !livepatches_any() && !kernel_complained();
}

static void end_case(const char *name, bool clean)
{
	report("end", "%s", name);
	if (!clean)
		end_machine();
}

/* The cases @first to @last of the script: "case NAME", a step a line, "end". */
static void run_script(FILE *script, long first, long last)
{
	char line[512], name[512] = "";
	long number = 0;
	int step = 0;

	while (fgets(line, sizeof(line), script)) {
		if (!strncmp(line, "case ", 5)) {
			line[strcspn(line, "\n")] = '\0';
			strcpy(name, line + 5);
			if (++number > last)
				return;
			step = 0;
		}
		if (number < first)
			continue;
		report_set_step(step);
		if (step == 0)
			report("case", "%s", name);
		else if (!strcmp(line, "end\n"))
			end_case(name, left_clean());
		else if (!run_step(line))
			end_case(name, false);
		step++;
	}
}

static void prepare(void)
{
	mkdir("/proc", 0755);
	mkdir("/sys", 0755);
	mkdir("/dev", 0755);
	mount("proc", "/proc", "proc", 0, NULL);
	mount("sysfs", "/sys", "sysfs", 0, NULL);
	mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
	mount("tracefs", "/sys/kernel/tracing", "tracefs", 0, NULL);
	mount("debugfs", "/sys/kernel/debug", "debugfs", 0, NULL);
	report_open();
	klogctl(8 /* console level */, NULL, 8);
	signal(SIGPIPE, SIG_IGN);
}

int main(int argc, char **argv)
{
	/* Some kernels leave the "--" of their command line in front. */
	long first = argc > 2 ? strtol(argv[argc - 2], NULL, 10) : 1;
	long last = argc > 2 ? strtol(argv[argc - 1], NULL, 10) : 1;

	prepare();
	FILE *script = fopen("/script", "re");
	report("boot", "%ld %ld", first, last);
	if (script)
		run_script(script, first, last);
	report("all", "%s", "");
	end_machine();
}
