/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_LIVEPATCH_CODE_STEPS_H
#define KV_LIVEPATCH_CODE_STEPS_H

#include <stddef.h>

#include "code/decode.h"
#include "code/flow.h"
#include "livepatch/model/body.h"

/*
 * Sets @steps (element-type kv_lp_step) to those of a function that lies in @pieces and consists of
 * @instructions (element-type kv_instruction), piece by piece. Element i of @calls (element-type
 * guint32) is the call that instruction i makes, or KV_LP_NOWHERE. Behind a trap the function goes
 * on, as it does behind that of a WARN().
 */
void kv_lp_steps_read(const kv_flow_range *pieces, size_t piece_count, const GArray *instructions,
		      const GArray *calls, GArray *steps);

#endif
