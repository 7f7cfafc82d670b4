/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_BEHAVIOUR_LOOP_SHAPE_H
#define KV_BEHAVIOUR_LOOP_SHAPE_H

#include "source/facts.h"

/* What kind of loop one is that may go round for long. */
typedef enum {
	KV_BUSY_THREAD, /* the loop in which a kernel thread lives */
	KV_BUSY_WAIT,	/* waits for others */
	KV_BUSY_WALK,	/* nothing counts its rounds: a walk over a list, for instance */
} kv_busy_kind;

/*
 * Whether @loop has no bound that its own source shows; a counter, a time, or another task that
 * made progress is one. @in_main: its function is the main function of a kernel thread. A heuristic:
 * variables are followed by name, not by path. Loops of macros count only where they are walks.
 */
bool kv_loop_busy_kind(const kv_c_unit *unit, uint32_t loop, bool in_main, kv_busy_kind *kind);

#endif
