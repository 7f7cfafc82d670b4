/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "child.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "actions.h"
#include "report.h"
#include "system.h"

bool child_start(const struct words *words, struct child *child)
{
	action run = action_of(words);
	int ends[2];

	if (!run || pipe2(ends, O_CLOEXEC))
		return false;

	child->answer = ends[0];
	child->pid = fork();
	if (child->pid == 0) {
		dup2(ends[1], 1);
		run(words);
		fflush(stdout);
		_exit(0);
	}
	close(ends[1]);
	return child->pid > 0;
}

bool child_finish(struct child *child, int limit)
{
	char text[64 * 1024];
	size_t length = 0;
	long end = now_ms() + limit * 1000L;
	ssize_t got = 1;

	while (got > 0 && length < sizeof(text) - 1) {
		struct pollfd poll_answer = { .fd = child->answer, .events = POLLIN };
		long left = end - now_ms();

		if (left <= 0 || poll(&poll_answer, 1, left) <= 0) {
			close(child->answer);
			report("hung", "%s", "");
			return false;
		}
		got = read(child->answer, text + length, sizeof(text) - 1 - length);
		if (got > 0)
			length += got;
	}
	text[length] = '\0';
	close(child->answer);
	int status = 0;
	waitpid(child->pid, &status, 0);
	/* Records of a size that the kernel takes. */
	for (char *part = text; *part; part += strnlen(part, REPORT_MAX))
		report("answer", "%.*s", REPORT_MAX, part);
	if (WIFSIGNALED(status))
		report("killed", "%s", strsignal(WTERMSIG(status)));
	else
		report("done", "%s", "");
	return true;
}
