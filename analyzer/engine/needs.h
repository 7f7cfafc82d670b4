/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_ENGINE_NEEDS_H
#define KV_ENGINE_NEEDS_H

#include "engine/catalogue.h"
#include "engine/entry.h"

/* What the "needs:" of a rule's page asks for, and whether it is there. */

/* Whether @info is about what is checked at all; if not, it says nothing. */
bool kv_rule_applies(const kv_rule_info *info, const kv_check *check);
/* Whether what the running rule needs of @entry is known; if not, says that it could not look. */
bool kv_check_facts_suffice(kv_check *check, const kv_entry *entry);

#endif
