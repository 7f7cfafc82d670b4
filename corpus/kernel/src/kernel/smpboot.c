// SPDX-License-Identifier: GPL-2.0-or-later
/* How threads are started, and the functions that per-CPU threads work off. */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/smpboot.h>

/* The bottom of every kernel thread's stack. */
static noinline int kthread(void *data)
{
	struct task_struct *self = data;
	int (*thread)(void *data) = (int (*)(void *))self->mm;

	schedule();
	return thread(self->next);
}

noinline int kernel_thread(int (*thread)(void *data), void *data)
{
	return kthread_create_on_node(thread, data, "kthread") ? 0 : -ENOMEM;
}

int kthread_start(struct task_struct *task);
int kthread_start(struct task_struct *task)
{
	return kernel_thread(kthread, task);
}

noinline struct task_struct *kthread_create_on_cpu(int (*thread)(void *data), void *data,
						    unsigned int cpu, const char *name)
{
	struct task_struct *task = kthread_create_on_node(thread, data, name);

	if (task)
		task->flags |= cpu;
	return task;
}

static int smpboot_thread_fn(void *data)
{
	const struct smp_hotplug_thread *threads = data;

	while (!kthread_should_stop()) {
		if (threads->thread_should_run(0))
			threads->thread_fn(0);
		else
			schedule();
	}
	return 0;
}

static int softirq_pending;

static int ksoftirqd_should_run(unsigned int cpu)
{
	return READ_ONCE(softirq_pending);
}

static void run_ksoftirqd(unsigned int cpu)
{
	WRITE_ONCE(softirq_pending, 0);
}

static struct smp_hotplug_thread softirq_threads = {
	.thread_should_run = ksoftirqd_should_run,
	.thread_fn = run_ksoftirqd,
	.thread_comm = "ksoftirqd",
};

int spawn_ksoftirqd(void);
int spawn_ksoftirqd(void)
{
	return kthread_create_on_cpu(smpboot_thread_fn, &softirq_threads, 0, "ksoftirqd") ? 0
											   : -EIO;
}
