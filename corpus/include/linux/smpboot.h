/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_SMPBOOT_H
#define _LINUX_SMPBOOT_H

#include <linux/sched.h>

/* What only the kernel variant "calls" has. */

struct smp_hotplug_thread {
	struct task_struct *store;
	int (*thread_should_run)(unsigned int cpu);
	void (*thread_fn)(unsigned int cpu);
	const char *thread_comm;
};

int kernel_thread(int (*thread)(void *data), void *data);
struct task_struct *kthread_create_on_cpu(int (*thread)(void *data), void *data, unsigned int cpu,
					  const char *name);

void msleep(unsigned int milliseconds);
void __cond_resched(void);
void __SCT__cond_resched(void);
#define cond_resched() __SCT__cond_resched()

#endif
