/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_LIVEPATCH_MODULE_STATES_H
#define KV_LIVEPATCH_MODULE_STATES_H

#include "index/index.h"
#include "livepatch/module/memory.h"
#include "livepatch/model/model.h"

/*
 * Reads klp_patch.states of the klp_patch at @patch into states of @livepatch: up to the first id
 * of 0, which is where klp_for_each_state() (kernel/livepatch/state.h) ends. Where code may change
 * them, or where they end is not known, states_unread says why and nothing is read.
 */
void kv_klp_states_read(kv_memory *memory, kv_place patch, const kv_klp_layout *layout,
			kv_livepatch *livepatch);

#endif
