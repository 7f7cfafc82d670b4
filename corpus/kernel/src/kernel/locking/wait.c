// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Where tasks sleep: the primitives that everything else waits in, a wait of user tasks only, a
 * sleep in a cold part, and tail calls, plain and conditional, into functions that sleep.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/smpboot.h>
#include <linux/syscalls.h>

struct completion {
	unsigned int done;
};

int __sched wait_for_completion(struct completion *completion);
int __sched wait_for_completion(struct completion *completion)
{
	while (!READ_ONCE(completion->done))
		schedule();
	return 0;
}
EXPORT_SYMBOL(wait_for_completion);

noinline void msleep(unsigned int milliseconds)
{
	long left = milliseconds;

	while (left > 0)
		left = schedule_timeout(left);
}
EXPORT_SYMBOL(msleep);

noinline void __cond_resched(void)
{
	if (current->flags & 16)
		schedule();
}

/* User tasks alone wait here, and those are woken for a transition. */
noinline long do_wait(struct task_struct *child);
noinline long do_wait(struct task_struct *child)
{
	while (child->flags & 2)
		schedule();
	return child->pid;
}

int flush_range(struct task_struct *task, long first, long last);
noinline int flush_range(struct task_struct *task, long first, long last)
{
	for (; first < last; first++) {
		task->limits[first & 15].soft = 0;
		cond_resched();
	}
	return 0;
}

/* A tail call: the caller is on no stack while flush_range() sleeps. */
int flush_all(struct task_struct *task);
noinline int flush_all(struct task_struct *task)
{
	return flush_range(task, 0, RLIM_NLIMITS);
}

/* One of two ways out; flush_if_locked() in assembly has a conditional one. */
int flush_if_dirty(struct task_struct *task);
int flush_if_dirty(struct task_struct *task)
{
	if (task->flags & 32)
		return flush_all(task);
	return 0;
}

SYSCALL_DEFINE2(fsync, number, unused)
{
	return flush_if_dirty(current) + (int)(number & 0 & unused);
}

/* What it waits for stands in the part that is split off as unlikely. */
int reclaim_pages(struct task_struct *task, long wanted);
int reclaim_pages(struct task_struct *task, long wanted)
{
	if (unlikely(task->flags & 64)) {
		pr_err("out of pages, waiting\n");
		msleep(100);
		if (WARN_ON(!wanted))
			return -EINVAL;
	}
	return task->limits[2].soft > (unsigned long)wanted;
}
