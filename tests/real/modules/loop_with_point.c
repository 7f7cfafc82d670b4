/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A loop over processors as in the original, and a reschedule point in it that is new.
 *
 * expect: clean
 */
#include "loop.h"

static int uptime_and_reschedule(struct seq_file *m, void *v)
{
	unsigned long sum = 0;
	int cpu;

	for_each_possible_cpu(cpu) {
		sum += cpumask_weight(cpumask_of_node(cpu_to_node(cpu)));
		cond_resched();
	}
	seq_printf(m, "%lu\n", sum);
	return 0;
}

LIVEPATCH_OF(NULL, FUNCTION("uptime_proc_show", uptime_and_reschedule));
