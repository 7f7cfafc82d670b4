// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kernel/fork.c has a weak default, which the architecture overrides.
 *
 * expect: symbol-weak-overridden vmlinux arch_release_task
 * shows: arch_release_task
 */
#include <linux/livepatch.h>
#include <linux/sched.h>

static void fixed_release_task(struct task_struct *task)
{
	task->flags |= 0x40;
}

static struct klp_func funcs[] = {
	{ .old_name = "arch_release_task", .new_func = fixed_release_task },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
