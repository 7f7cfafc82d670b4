/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_ENGINE_RESOLVE_H
#define KV_ENGINE_RESOLVE_H

#include "engine/rule.h"

/* Looks up every klp_func as the kernel would; sets entries, companions, addresses and sources. */
void kv_check_resolve(kv_check *check);

#endif
