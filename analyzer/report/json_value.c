/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/json_value.h"

#include "report/escape.h"

/* Version of docs/report.schema.json; raised when a field is removed or changes its meaning. */
#define SCHEMA_VERSION 1

json_t *kv_json_string(const char *text)
{
	g_autofree char *escaped = NULL;

	if (!text)
		return json_null();
	escaped = kv_escape(text);
	return json_string(escaped);
}

json_t *kv_json_lines(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autofree char *joined = NULL;

	for (guint i = 0; lines[i]; i++) {
		char *safe = kv_escape(lines[i]);

		g_free(lines[i]);
		lines[i] = safe;
	}
	joined = g_strjoinv("\n", lines);
	return json_string(joined);
}

json_t *kv_json_strings(const GPtrArray *strings)
{
	json_t *array = json_array();

	for (guint i = 0; i < strings->len; i++)
		json_array_append_new(array, kv_json_string(g_ptr_array_index(strings, i)));
	return array;
}

json_t *kv_json_location(const kv_location *location)
{
	if (!location->file)
		return json_null();
	return json_pack("{s:o, s:o}", "file", kv_json_string(location->file), "line",
			 location->line ? json_integer(location->line) : json_null());
}

json_t *kv_json_document(void)
{
	return json_pack("{s:i, s:{s:s, s:s}}", "schema_version", SCHEMA_VERSION, "tool", "name",
			 "klpvet", "version", KV_VERSION);
}

void kv_json_write(json_t *document, GString *output)
{
	char *text = json_dumps(document, JSON_INDENT(2) | JSON_SORT_KEYS);

	g_string_append(output, text);
	g_string_append_c(output, '\n');
	free(text);
	json_decref(document);
}
