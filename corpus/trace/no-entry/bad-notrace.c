// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A function that the source marks notrace.
 *
 * expect: trace-no-entry vmlinux signal_pending_notrace
 */
#include <linux/livepatch.h>
#include <linux/sched.h>

static int fixed_signal_pending_notrace(struct task_struct *task)
{
	return task->pid;
}

static struct klp_func funcs[] = {
	{ .old_name = "signal_pending_notrace", .new_func = fixed_signal_pending_notrace },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
