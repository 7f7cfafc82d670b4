/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_REPORT_RULES_H
#define KV_REPORT_RULES_H

#include <glib.h>

/* Writers of the list of rules. Both append valid UTF-8; docs/report-json.md describes the JSON. */
void kv_rules_write_text(GString *output);
void kv_rules_write_json(GString *output);

#endif
