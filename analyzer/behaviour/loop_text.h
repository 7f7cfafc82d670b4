/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KV_BEHAVIOUR_LOOP_TEXT_H
#define KV_BEHAVIOUR_LOOP_TEXT_H

#include "engine/finding.h"
#include "kernel/kernel.h"

/*
 * What the kernel does while a task stays in a loop without reschedule point, by its preemption
 * model; and what to do about it, by what cond_resched() does there (free with g_free()).
 */
void kv_finding_set_loop_consequence(kv_finding *finding, const kv_kernel *kernel);
char *kv_kernel_loop_remedy(const kv_kernel *kernel);

#endif
