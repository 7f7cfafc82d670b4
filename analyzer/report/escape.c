/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/escape.h"

#include <string.h>

static const char *append_character(GString *output, const char *at, const char *end)
{
	gunichar character = g_utf8_get_char_validated(at, end - at);

	if (character == (gunichar)-1 || character == (gunichar)-2) {
		g_string_append_printf(output, "\\x%02x", (guchar)*at);
		return at + 1;
	}
	if (g_unichar_isprint(character))
		g_string_append_len(output, at, g_utf8_next_char(at) - at);
	else
		g_string_append_printf(output, "\\u{%x}", character);
	return g_utf8_next_char(at);
}

void kv_escape_append(GString *output, const char *text)
{
	const char *end;

	if (!text)
		return;

	end = text + strlen(text);
	for (const char *at = text; at < end;)
		at = append_character(output, at, end);
}

char *kv_escape(const char *text)
{
	GString *output = g_string_new(NULL);

	kv_escape_append(output, text);
	return g_string_free(output, FALSE);
}
