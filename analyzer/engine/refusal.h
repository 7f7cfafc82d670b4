/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_ENGINE_REFUSAL_H
#define KV_ENGINE_REFUSAL_H

#include <stdbool.h>

#include "engine/finding.h"

/*
 * Completes what a rule said of a refusal: who is refused, and the consequence in words.
 * @in_module: whether the finding is about a module, or a function of one.
 */
void kv_finding_finish(kv_finding *finding, bool in_module);

#endif
