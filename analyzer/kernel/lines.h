/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_KERNEL_LINES_H
#define KV_KERNEL_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/file.h"

/* The lines of a text file that is in memory, one after the other, without copying. */
typedef struct kv_lines {
	const char *next, *end;
} kv_lines;

static inline kv_lines kv_lines_of(const kv_file *file)
{
	const char *data = (const char *)kv_file_data(file);

	return (kv_lines){.next = data, .end = data + kv_file_size(file)};
}

/*
 * Takes the next line: @line (not NUL-terminated) of @length bytes without its newline. False at
 * the end of the text.
 */
static inline bool kv_lines_take(kv_lines *lines, const char **line, size_t *length)
{
	const char *newline;

	if (lines->next == lines->end)
		return false;
	newline = memchr(lines->next, '\n', (size_t)(lines->end - lines->next));
	*line = lines->next;
	*length = (size_t)((newline ? newline : lines->end) - lines->next);
	lines->next = newline ? newline + 1 : lines->end;
	return true;
}

#endif
