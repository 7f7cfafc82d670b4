/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "indexer/build.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <unistd.h>

#include "base/error.h"

static gboolean fail(const char *output, const char *what, GError **error)
{
	g_set_error(error, KV_ERROR, KV_ERROR_SYSTEM,
		    "%s: cannot %s the index: %s; choose another place for it", output, what,
		    g_strerror(errno));
	return FALSE;
}

static gboolean write_all(int descriptor, GBytes *bytes)
{
	gsize left;
	const uint8_t *data = g_bytes_get_data(bytes, &left);

	while (left > 0) {
		ssize_t written = write(descriptor, data, left);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return FALSE;
		data += written;
		left -= (gsize)written;
	}
	/* Not synced: one that a power failure left half does not verify, and is built anew. */
	return TRUE;
}

gboolean kv_index_write_file(const char *output, GBytes *bytes, GError **error)
{
	g_autofree char *temporary = g_strconcat(output, ".XXXXXX", NULL);
	int descriptor = g_mkstemp_full(temporary, O_WRONLY | O_CLOEXEC, 0666);
	gboolean written;

	if (descriptor < 0)
		return fail(output, "create", error);

	written = write_all(descriptor, bytes);
	if (!written)
		fail(output, "write", error);
	if (close(descriptor) < 0 && written) {
		written = FALSE;
		fail(output, "write", error);
	}
	if (written && g_rename(temporary, output) < 0) {
		written = FALSE;
		fail(output, "put in place", error);
	}
	if (!written)
		g_unlink(temporary);
	return written;
}
