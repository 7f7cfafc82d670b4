/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_REPORT_JSON_VALUE_H
#define KV_REPORT_JSON_VALUE_H

#include <glib.h>
#include <jansson.h>

#include "engine/finding.h"

/* Pieces that every JSON document of klpvet is made of. */

/* @text as kv_escape() makes it safe, or null for NULL. */
json_t *kv_json_string(const char *text);
/* The same of a text that may have several lines, such as where a kernel was looked for. */
json_t *kv_json_lines(const char *text);
/* An array of them; @strings is (element-type utf8). */
json_t *kv_json_strings(const GPtrArray *strings);
/* {"file", "line"}, the line null when unknown; null without a file. */
json_t *kv_json_location(const kv_location *location);

/* A new document: an object with the version of its schema and the tool that wrote it. */
json_t *kv_json_document(void);
/* Appends @document, of which it takes over the reference, with its keys in order. */
void kv_json_write(json_t *document, GString *output);

#endif
