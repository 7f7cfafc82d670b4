/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_CODE_ROUNDS_H
#define KV_CODE_ROUNDS_H

#include "code/decode.h"
#include "code/flow.h"

/*
 * How often a loop goes round, as far as the instructions of its exits tell: KV_LOOP_CONSTANT,
 * KV_LOOP_COUNTED, KV_LOOP_POLLS, or 0 when they do not. @ranges are those of the function that
 * @flow has read last, with their bytes; loops of more than @blocks_max blocks are not looked at.
 * A heuristic: registers are followed by name, not by path.
 */
uint32_t kv_flow_loop_rounds(const kv_decoder *decoder, const kv_flow_range *ranges,
			     size_t range_count, const kv_flow *flow, const kv_flow_loop *loop,
			     uint32_t blocks_max);

#endif
