/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/progress.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "report/escape.h"

enum { DELAY_SECONDS = 1 };

/* What the signal handler writes; changed only while no alarm is pending. */
static char line[512];
static size_t line_length;

static void show(int signal_number)
{
	int saved = errno;
	ssize_t ignored = write(STDERR_FILENO, line, line_length);

	(void)ignored;
	errno = saved;
}

void kv_progress_begin(const char *what)
{
	struct sigaction action = {.sa_handler = show, .sa_flags = SA_RESTART};
	g_autofree char *safe = NULL;

	if (!isatty(STDERR_FILENO))
		return;

	alarm(0);
	safe = kv_escape(what);
	g_snprintf(line, sizeof(line), "klpvet: %s ...\n", safe);
	line_length = strlen(line);
	sigaction(SIGALRM, &action, NULL);
	alarm(DELAY_SECONDS);
}

void kv_progress_end(void)
{
	alarm(0);
}
