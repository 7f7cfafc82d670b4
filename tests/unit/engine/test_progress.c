/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>
#include <glib.h>
#include <pty.h>
#include <stdbool.h>
#include <time.h>
#include <unistd.h>

#include "cli/progress.h"

enum { MILLISECOND = 1000000 };

/* Sleeps all of the time, whatever signals come in. */
static void sleep_for(long milliseconds)
{
	struct timespec left = {milliseconds / 1000, milliseconds % 1000 * MILLISECOND};

	while (nanosleep(&left, &left) != 0)
		continue;
}

/* What stderr gets while something called @what takes @milliseconds, and a while after. */
static char *watch(int reader, int writer, const char *what, long milliseconds)
{
	char text[1024] = "";
	int saved = dup(STDERR_FILENO);
	ssize_t length;

	dup2(writer, STDERR_FILENO);
	kv_progress_begin(what);
	sleep_for(milliseconds);
	kv_progress_end();
	sleep_for(1100 - MIN(milliseconds, 1000));
	dup2(saved, STDERR_FILENO);
	close(saved);

	fcntl(reader, F_SETFL, O_NONBLOCK);
	length = read(reader, text, sizeof(text) - 1);
	return g_strndup(text, length > 0 ? (gsize)length : 0);
}

static void assert_progress(bool terminal, const char *what, long milliseconds,
			    const char *expected)
{
	g_autofree char *text = NULL;
	int ends[2];

	if (terminal)
		g_assert_cmpint(openpty(&ends[0], &ends[1], NULL, NULL, NULL), ==, 0);
	else
		g_assert_cmpint(pipe(ends), ==, 0);
	text = watch(ends[0], ends[1], what, milliseconds);
	g_assert_cmpstr(text, ==, expected);
	close(ends[0]);
	close(ends[1]);
}

static void test_slow(void)
{
	assert_progress(true, "indexing a\033b", 1200, "klpvet: indexing a\\u{1b}b ...\r\n");
}

static void test_quick(void)
{
	assert_progress(true, "indexing", 100, "");
}

static void test_no_terminal(void)
{
	assert_progress(false, "indexing", 1200, "");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/progress/slow", test_slow);
	g_test_add_func("/progress/quick", test_quick);
	g_test_add_func("/progress/no-terminal", test_no_terminal);
	return g_test_run();
}
