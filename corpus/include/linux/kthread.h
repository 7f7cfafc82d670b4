/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_KTHREAD_H
#define _LINUX_KTHREAD_H

#include <linux/sched.h>

struct task_struct *kthread_create_on_node(int (*thread)(void *data), void *data,
					   const char *name);
bool kthread_should_stop(void);

#define kthread_run(thread, data, name)                                                            \
	({                                                                                         \
		struct task_struct *__task = kthread_create_on_node(thread, data, name);           \
		if (__task)                                                                        \
			wake_up_process(__task);                                                   \
		__task;                                                                            \
	})

#endif
