/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GUEST_CHILD_H
#define GUEST_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

#include "words.h"

/* A child that carries out one step, since that may hang in the kernel, and its answer's pipe. */
struct child {
	pid_t pid;
	int answer;
};

/* False when the step is not known. */
bool child_start(const struct words *words, struct child *child);
/* Reports the answer; false when the child took more than @limit seconds of the machine's time. */
bool child_finish(struct child *child, int limit);

#endif
