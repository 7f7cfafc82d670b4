/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/command.h"

#include <stdio.h>

#include "report/escape.h"

/*
 * A message may have several lines, such as where a kernel was looked for. Those that follow are
 * indented: none can pass for a message of its own.
 */
static void complain(const char *message)
{
	g_auto(GStrv) lines = g_strsplit(message, "\n", -1);

	for (guint i = 0; lines[i]; i++) {
		g_autofree char *safe = kv_escape(lines[i]);

		fprintf(stderr, "%s%s\n", i == 0 ? "klpvet: " : "  ", safe);
	}
}

int kv_command_fail(const GError *error)
{
	complain(error->message);
	return kv_error_exit_status(error);
}

G_GNUC_PRINTF(1, 0)
static void complain_list(const char *format, va_list arguments)
{
	g_autofree char *message = g_strdup_vprintf(format, arguments);

	complain(message);
}

int kv_command_usage(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	complain_list(format, arguments);
	va_end(arguments);
	return KV_EXIT_USAGE;
}

void kv_command_note(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	complain_list(format, arguments);
	va_end(arguments);
}

int kv_exit_status_worse(int a, int b)
{
	static const int rank[] = {
		[KV_EXIT_CLEAN] = 0, [KV_EXIT_INCOMPLETE] = 1, [KV_EXIT_FINDINGS] = 2,
		[KV_EXIT_USAGE] = 3, [KV_EXIT_BUG] = 4,
	};

	return rank[a] >= rank[b] ? a : b;
}
