/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_REPORT_ESCAPE_H
#define KV_REPORT_ESCAPE_H

#include <glib.h>

/*
 * Appends @text, which may come from a hostile file, so that it is valid UTF-8 and cannot steer a
 * terminal or hide what it says: a byte that is no UTF-8 becomes \xNN, a control, formatting or
 * unassigned character \u{N}. NULL adds nothing.
 */
void kv_escape_append(GString *output, const char *text);
/* The same into a new string; free with g_free(). */
char *kv_escape(const char *text);

#endif
