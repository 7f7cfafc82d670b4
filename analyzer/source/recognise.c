/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "source/read.h"

/* How much of a file is looked at. */
enum { LOOKED_AT_MAX = 1 << 20 };

static gboolean begins(const char *text, gsize size, const char *with)
{
	return size >= strlen(with) && memcmp(text, with, strlen(with)) == 0;
}

static gboolean is_diff(const char *text, gsize size)
{
	return begins(text, size, "diff ") || begins(text, size, "--- ") ||
	       begins(text, size, "From ") || begins(text, size, "Index: ");
}

/* A line that begins with #include, #define or the like. */
static gboolean has_directive(const char *text, gsize size)
{
	static const char *const words[] = {"include", "define", "ifdef", "ifndef", "if"};
	const char *line = text, *end = text + size;

	while (line) {
		const char *at = line;

		while (at < end && (*at == ' ' || *at == '\t'))
			at++;
		if (at < end && *at == '#') {
			at++;
			while (at < end && (*at == ' ' || *at == '\t'))
				at++;
			for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
				if (begins(at, (gsize)(end - at), words[i]))
					return TRUE;
			}
		}
		line = memchr(line, '\n', (gsize)(end - line));
		line = line && line + 1 < end ? line + 1 : NULL;
	}
	return FALSE;
}

gboolean kv_source_recognise(const kv_file *file)
{
	const char *text = (const char *)kv_file_data(file);
	gsize size = MIN(kv_file_size(file), LOOKED_AT_MAX);

	if (size == 0 || begins(text, size, "\177ELF") || memchr(text, '\0', size) ||
	    is_diff(text, size))
		return FALSE;
	return g_str_has_suffix(kv_file_path(file), ".c") ||
	       g_strstr_len(text, (gssize)size, "klp_") || has_directive(text, size);
}

char *kv_source_module_name(const char *path)
{
	char *name = g_path_get_basename(path);

	if (g_str_has_suffix(name, ".c"))
		name[strlen(name) - 2] = '\0';
	for (char *c = name; *c; c++) {
		if (!g_ascii_isalnum(*c))
			*c = '_';
	}
	return name;
}
