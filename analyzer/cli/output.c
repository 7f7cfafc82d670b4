/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"

/* Writes everything; false with errno set. */
static bool write_all(int descriptor, const char *text)
{
	size_t left = strlen(text);

	while (left > 0) {
		ssize_t written = write(descriptor, text, left);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return false;
		text += written;
		left -= (size_t)written;
	}
	return true;
}

int kv_output_write(const char *text)
{
	g_autoptr(GError) error = NULL;

	if (write_all(STDOUT_FILENO, text) || errno == EPIPE)
		return KV_EXIT_CLEAN;
	g_set_error(&error, KV_ERROR, KV_ERROR_SYSTEM, "cannot write to standard output: %s",
		    g_strerror(errno));
	return kv_command_fail(error);
}

static gboolean fail(const char *path, GError **error)
{
	g_set_error(error, KV_ERROR, KV_ERROR_SYSTEM, "%s: cannot write the report: %s", path,
		    g_strerror(errno));
	return FALSE;
}

static gboolean write_directly(const char *path, const char *text, GError **error)
{
	int descriptor = open(path, O_WRONLY | O_CLOEXEC);
	bool written;

	if (descriptor < 0)
		return fail(path, error);
	written = write_all(descriptor, text);
	if (!written)
		fail(path, error);
	if (close(descriptor) < 0 && written)
		return fail(path, error);
	return written;
}

gboolean kv_output_write_file(const char *path, const char *text, GError **error)
{
	g_autoptr(GError) reason = NULL;
	struct stat status;

	if (stat(path, &status) == 0 && !S_ISREG(status.st_mode))
		return write_directly(path, text, error);
	if (g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0666, &reason))
		return TRUE;
	g_set_error(error, KV_ERROR, KV_ERROR_SYSTEM, "cannot write the report: %s",
		    reason->message);
	return FALSE;
}

/* https://no-color.org: set, whatever the value, unless that is empty. */
static bool environment_wants_none(void)
{
	const char *no_color = g_getenv("NO_COLOR");
	const char *terminal = g_getenv("TERM");

	return (no_color && no_color[0]) || !terminal || strcmp(terminal, "dumb") == 0;
}

bool kv_output_color(const char *when)
{
	if (when && strcmp(when, "auto") != 0)
		return strcmp(when, "always") == 0;
	return isatty(STDOUT_FILENO) && !environment_wants_none();
}
