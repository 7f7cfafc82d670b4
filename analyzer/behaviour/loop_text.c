/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "behaviour/loop_text.h"
#include "image/preemption.h"

void kv_finding_set_loop_consequence(kv_finding *finding, const kv_kernel *kernel)
{
	kv_preemption preemption = kv_kernel_preemption(kernel);
	g_autofree char *model = kv_preemption_text(&preemption);

	if (preemption.model == KV_PREEMPT_FULL)
		kv_finding_set_consequence(
			finding,
			"may take the processor from a task in the loop and look at its stack "
			"(%s): other livepatches get past it, but disabling or replacing this one "
			"waits until the loop ends",
			model);
	else
		kv_finding_set_consequence(
			finding,
			"never takes the processor from a task in the loop (%s): every transition, "
			"of this livepatch when it is disabled and of any other, waits until the "
			"loop ends; after some 20 seconds the watchdog reports a soft lockup",
			model);
}

char *kv_kernel_loop_remedy(const kv_kernel *kernel)
{
	kv_preemption preemption = kv_kernel_preemption(kernel);
	const char *effect;

	if (preemption.resched_switches == KV_YES)
		effect = "in this kernel it also switches the task to the new functions";
	else if (preemption.resched_switches == KV_NO)
		effect = "in this kernel it helps a transition only when it really gives the "
			 "processor away at the moment the kernel looks";
	else
		effect = "kernels from 6.4 to 6.15 also switch the task there";
	return g_strdup_printf("call cond_resched() in the loop, where it may sleep (%s), or bound "
			       "it; better, sleep until what it waits for has happened",
			       effect);
}
