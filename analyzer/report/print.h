/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_REPORT_PRINT_H
#define KV_REPORT_PRINT_H

#include <glib.h>
#include <stdbool.h>

#include "engine/finding.h"

/* Select Graphic Rendition sequences (ECMA-48). */
#define KV_STYLE_BOLD "\033[1m"
#define KV_STYLE_RED "\033[1;31m"
#define KV_STYLE_YELLOW "\033[1;33m"
#define KV_STYLE_CYAN "\033[1;36m"
#define KV_STYLE_GREEN "\033[32m"
#define KV_STYLE_DIM "\033[2m"

/* Where text for people goes, and whether in colour. */
typedef struct kv_printer {
	GString *output;
	bool color;
} kv_printer;

/* Appends @words, escaped as kv_escape() does, in @style (NULL: plain). NULL adds nothing. */
void kv_print(const kv_printer *printer, const char *style, const char *words);
/* The same, padded to @width columns. */
void kv_print_column(const kv_printer *printer, const char *style, const char *words, int width);
/* Ends the line, without the padding that columns left at its end. */
void kv_print_end_line(const kv_printer *printer);
/* How many columns @words take once escaped; 0 for NULL. */
int kv_print_width(const char *words);

/* "file:line", "file" when the line is not known, NULL when nothing is; free with g_free(). */
char *kv_location_text(const kv_location *location);

/* One line of a table: what it is, where, and what is true of it; each may be NULL. */
typedef struct kv_print_row {
	const char *name;
	const kv_location *location;
	const char *remark;
} kv_print_row;

/* Prints @rows (element-type kv_print_row) with their columns aligned, each behind @indent. */
void kv_print_rows(const kv_printer *printer, const char *indent, const GArray *rows);

#endif
