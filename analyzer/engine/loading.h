/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_ENGINE_LOADING_H
#define KV_ENGINE_LOADING_H

#include <glib.h>
#include <stdbool.h>

#include "base/fact.h"

/*
 * What to know and to do before a livepatch is loaded, which depends on the machine and not on the
 * kernel's files. __klp_enable_patch() of kernel/livepatch/core.c returns -EBUSY, without a
 * message, while klp_transition_patch is set: while any livepatch, its own predecessor included, is
 * being applied or removed.
 */
#define KV_LOADING_BUSY_ERRNO "EBUSY"

/* A command to run before insmod, and what its output means. */
typedef struct kv_loading_step {
	const char *command;
	const char *meaning;
	bool cumulative_only; /* says something only of a livepatch that replaces others */
} kv_loading_step;

extern const kv_loading_step kv_loading_steps[];
extern const guint kv_loading_step_count;

/* Whether the step is for a livepatch that is @cumulative (KV_UNKNOWN: it may be). */
bool kv_loading_step_applies(const kv_loading_step *step, kv_fact cumulative);

#endif
