/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "system.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TAINT_DIED (1 << 7)
#define TAINT_WARN (1 << 9)

ssize_t file_read(const char *path, char *text, size_t size)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	size_t length = 0;
	ssize_t got = 0;

	if (file < 0)
		return -errno;
	while (length < size - 1 && (got = read(file, text + length, size - 1 - length)) > 0)
		length += got;
	int error = errno;
	close(file);
	text[length] = '\0';
	return got < 0 ? -error : (ssize_t)length;
}

long file_number(const char *path)
{
	char text[32];

	return file_read(path, text, sizeof(text)) > 0 ? strtol(text, NULL, 10) : -1;
}

long file_write(const char *path, const char *text)
{
	int file = open(path, O_WRONLY | O_CLOEXEC);
	long result;

	if (file < 0)
		return -errno;
	result = write(file, text, strlen(text)) < 0 ? -errno : 0;
	close(file);
	return result;
}

void pause_ms(long ms)
{
	struct timespec time = { ms / 1000, ms % 1000 * 1000000 };

	while (nanosleep(&time, &time) && errno == EINTR)
		;
}

long now_ms(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

bool kernel_complained(void)
{
	return file_number("/proc/sys/kernel/tainted") & (TAINT_DIED | TAINT_WARN);
}
