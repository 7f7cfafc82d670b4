/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_ENGINE_WAYS_H
#define KV_ENGINE_WAYS_H

#include "engine/rule.h"
#include "image/reach.h"

/* On which ways the kernel comes to what the livepatch replaces. */

/* What reaches the function that is patched by direct calls; computed once, owned by the check. */
const kv_reach *kv_check_reach(kv_check *check, const kv_patched *patched);
/*
 * Whether @from, which does not reach the function that is patched, reaches another one that the
 * livepatch replaces, or a copy of any: then the fix may be there, or inline-copies says that it is
 * not.
 */
bool kv_check_replaces_on_way(kv_check *check, const kv_patched *patched, uint32_t from);

#endif
