/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/loading.h"

/* Documentation/ABI/testing/sysfs-kernel-livepatch: both files read 0 or 1. */
const kv_loading_step kv_loading_steps[] = {
	{"grep -l 1 /sys/kernel/livepatch/*/transition", "must print nothing: no transition runs",
	 false},
	{"grep -l 1 /sys/kernel/livepatch/*/enabled", "prints the livepatches that it will replace",
	 true},
};
const guint kv_loading_step_count = G_N_ELEMENTS(kv_loading_steps);

bool kv_loading_step_applies(const kv_loading_step *step, kv_fact cumulative)
{
	return !step->cumulative_only || cumulative != KV_NO;
}
