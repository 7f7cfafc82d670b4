// SPDX-License-Identifier: GPL-2.0-or-later
/* Kernel threads and their main functions. */
#include <linux/kernel.h>
#include <linux/kthread.h>

static int stop_requested;

/* A per-CPU variable stands at a low address: first in kallsyms, before the function. */
__section(".data..percpu") __used static unsigned long rescuer_delay;

bool kthread_should_stop(void)
{
	return READ_ONCE(stop_requested);
}

noinline struct task_struct *kthread_create_on_node(int (*thread)(void *data), void *data,
						    const char *name)
{
	struct task_struct *task = kmalloc(sizeof(*task), GFP_KERNEL);

	if (!task)
		return NULL;
	memcpy(task->comm, name, sizeof(task->comm));
	task->mm = (struct mm_struct *)thread;
	task->next = data;
	return task;
}

static int worker_thread(void *data)
{
	while (!kthread_should_stop()) {
		WRITE_ONCE(*(int *)data, 1);
		schedule();
	}
	return 0;
}

static int rescuer_thread(void *data)
{
	while (!kthread_should_stop())
		schedule_timeout(rescuer_delay);
	return 0;
}

int kernel_threads_start(void);
int kernel_threads_start(void)
{
	static int work;

	return kthread_run(worker_thread, &work, "kworker/0:0") &&
	       kthread_run(rescuer_thread, &work, "rescuer");
}
