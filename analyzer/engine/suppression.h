/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_ENGINE_SUPPRESSION_H
#define KV_ENGINE_SUPPRESSION_H

#include "engine/rule.h"

/* Suppresses the findings that comments of the livepatch's source allow. */
void kv_check_suppress(kv_check *check);

/* Of the suppression at @position of the livepatch's allowances: whether it allowed a finding. */
bool kv_check_allowance_used(const kv_check *check, guint position);
/* Whether rule @id has looked at everything that it concerns, so that silence means something. */
bool kv_check_rule_complete(const kv_check *check, const char *id);

#endif
