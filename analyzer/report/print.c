/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/print.h"

#include "report/escape.h"

#define RESET "\033[0m"

enum { COLUMN_GAP = 3 };

void kv_print(const kv_printer *printer, const char *style, const char *words)
{
	bool styled = printer->color && style;

	if (styled)
		g_string_append(printer->output, style);
	kv_escape_append(printer->output, words);
	if (styled)
		g_string_append(printer->output, RESET);
}

int kv_print_width(const char *words)
{
	g_autofree char *escaped = kv_escape(words);

	return (int)g_utf8_strlen(escaped, -1);
}

void kv_print_column(const kv_printer *printer, const char *style, const char *words, int width)
{
	kv_print(printer, style, words);
	for (int i = kv_print_width(words); i < width; i++)
		g_string_append_c(printer->output, ' ');
}

void kv_print_end_line(const kv_printer *printer)
{
	GString *output = printer->output;

	while (output->len > 0 && output->str[output->len - 1] == ' ')
		g_string_truncate(output, output->len - 1);
	g_string_append_c(output, '\n');
}

char *kv_location_text(const kv_location *location)
{
	if (!location || !location->file)
		return NULL;
	if (location->line == 0)
		return g_strdup(location->file);
	return g_strdup_printf("%s:%u", location->file, location->line);
}

void kv_print_rows(const kv_printer *printer, const char *indent, const GArray *rows)
{
	int name_width = 0, location_width = 0;

	for (guint i = 0; i < rows->len; i++) {
		const kv_print_row *row = &g_array_index(rows, kv_print_row, i);
		g_autofree char *location = kv_location_text(row->location);

		name_width = MAX(name_width, kv_print_width(row->name));
		location_width = MAX(location_width, kv_print_width(location));
	}
	for (guint i = 0; i < rows->len; i++) {
		const kv_print_row *row = &g_array_index(rows, kv_print_row, i);
		g_autofree char *location = kv_location_text(row->location);

		/* What belongs to no name and no place stands at the beginning of the line. */
		bool placed = row->name || location;

		g_string_append(printer->output, indent);
		if (placed && name_width > 0)
			kv_print_column(printer, NULL, row->name, name_width + COLUMN_GAP);
		if (placed && location_width > 0)
			kv_print_column(printer, NULL, location, location_width + COLUMN_GAP);
		kv_print(printer, NULL, row->remark);
		kv_print_end_line(printer);
	}
}
