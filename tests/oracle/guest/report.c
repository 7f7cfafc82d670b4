/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#define MARK "@@klpvet "

static int kmsg = -1;
static int step;

void report_open(void)
{
	kmsg = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);
}

void report_set_step(int number)
{
	step = number;
}

void report(const char *kind, const char *format, ...)
{
	char text[REPORT_MAX + 1], line[REPORT_MAX + 64];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	for (char *c = text; *c; c++)
		if (!isprint((unsigned char)*c))
			*c = '~';
	int length = snprintf(line, sizeof(line), "<5>" MARK "%d %s %s\n", step, kind, text);
	if (write(kmsg, line, length) != length)
		dprintf(2, MARK "cannot report\n");
}
