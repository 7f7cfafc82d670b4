// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Inlined into a function that is itself inlined.
 *
 * expect: inline-only vmlinux same_thread_owner
 * shows: kill_pid_info
 * kernel: dwarf4
 */
#include <linux/livepatch.h>
#include <linux/sched.h>

static bool fixed_same_thread_owner(struct task_struct *task)
{
	return task->pid == current->pid;
}

static struct klp_func funcs[] = {
	{ .old_name = "same_thread_owner", .new_func = fixed_same_thread_owner },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
