/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GUEST_SYSTEM_H
#define GUEST_SYSTEM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Small files of procfs and sysfs, and time of the machine. */

/* The first bytes of a file, as text; -errno when it cannot be read. */
ssize_t file_read(const char *path, char *text, size_t size);
/* The number that a file begins with; -1 when it cannot be read. */
long file_number(const char *path);
/* 0, or -errno. */
long file_write(const char *path, const char *text);

void pause_ms(long ms);
long now_ms(void);

/* Whether the kernel died or warned somewhere since it booted. */
bool kernel_complained(void);

#endif
