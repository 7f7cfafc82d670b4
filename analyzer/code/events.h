/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_CODE_EVENTS_H
#define KV_CODE_EVENTS_H

#include "code/decode.h"
#include "code/flow.h"

/* Who knows the functions that code calls. */
typedef struct kv_event_namer {
	/*
	 * The caller's number of the function that @instruction, a direct branch, leads to; sets
	 * @point when a call of it is a reschedule point.
	 */
	uint32_t (*callee)(gpointer data, const kv_instruction *instruction, bool *point);
	gpointer data;
} kv_event_namer;

/*
 * Sets @events (element-type kv_flow_event) to what matters of the @count @instructions of one
 * function that lies in @ranges, for kv_flow_read(). A trap ends a line of code: behind that of a
 * WARN() the function goes on, but no loop consists of it alone.
 */
void kv_flow_events(const kv_flow_range *ranges, size_t range_count,
		    const kv_instruction *instructions, size_t count, const kv_event_namer *namer,
		    GArray *events);

/* Sets @callees (element-type guint32) to the different functions that @loop calls, ascending. */
void kv_flow_loop_callees(const kv_flow *flow, const kv_flow_loop *loop, GArray *callees);

#endif
