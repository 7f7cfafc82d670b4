/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_CLI_OUTPUT_H
#define KV_CLI_OUTPUT_H

#include <glib.h>
#include <stdbool.h>

/*
 * Writes @text to standard output and returns the exit status of that: clean also when the reader
 * has closed the pipe, which is its way to say that it has seen enough.
 */
int kv_output_write(const char *text);
/*
 * Writes @text to the file @path: a regular file by way of a temporary one that is renamed, so that
 * no reader ever sees half of it, anything else (a device, a pipe) directly. KV_ERROR_SYSTEM when
 * it cannot be written.
 */
gboolean kv_output_write_file(const char *path, const char *text, GError **error);

/* Whether standard output wants colour; @when is "auto" (NULL: the same), "always" or "never". */
bool kv_output_color(const char *when);

#endif
