// SPDX-License-Identifier: GPL-2.0-or-later
/* What is inlined completely: check_kill_permission() and its helper have no symbol. */
#include <linux/kernel.h>
#include <linux/sched.h>

static __always_inline bool same_thread_owner(struct task_struct *task)
{
	return task->flags == current->flags;
}

static int check_kill_permission(int signal, struct task_struct *task)
{
	if (signal < 0 || signal > 64)
		return -EINVAL;
	if (!same_thread_owner(task) && signal != 18)
		return -EPERM;
	return 0;
}

__flatten int kill_pid_info(int signal, struct task_struct *task)
{
	int error = check_kill_permission(signal, task);

	if (!error)
		task->flags |= 1u << (signal & 31);
	return error;
}

/* Never traced, though nothing is special about its section. */
notrace int signal_pending_notrace(struct task_struct *task);
notrace int signal_pending_notrace(struct task_struct *task)
{
	return task->flags & 4 ? task->pid : 0;
}
