/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_BEHAVIOUR_SLEEP_MACHINE_H
#define KV_BEHAVIOUR_SLEEP_MACHINE_H

#include "index/index.h"
#include "livepatch/model/body.h"

/*
 * Whether a task can sleep in the function @body of the livepatch, as far as direct calls tell; the
 * name of what it then calls, owned by the livepatch; else NULL.
 */
const char *kv_lp_body_sleeps(const kv_index *vmlinux, const kv_lp_body *body);

#endif
