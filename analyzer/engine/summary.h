/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_ENGINE_SUMMARY_H
#define KV_ENGINE_SUMMARY_H

#include "engine/entry.h"
#include "engine/rule.h"

/* What was verified about a function without findings, from the facts that are known. */
char *kv_entry_summary(const kv_check *check, const kv_entry *entry);

#endif
