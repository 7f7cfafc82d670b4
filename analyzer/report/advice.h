/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_REPORT_ADVICE_H
#define KV_REPORT_ADVICE_H

#include <stdbool.h>

#include "engine/advice.h"

/*
 * Writers of what `klpvet func` answers: @answers is (element-type kv_advice), one for each kernel
 * and name. Both append valid UTF-8; docs/report-json.md describes the JSON.
 */
void kv_advice_write_text(const GPtrArray *answers, bool color, GString *output);
void kv_advice_write_json(const GPtrArray *answers, GString *output);

#endif
