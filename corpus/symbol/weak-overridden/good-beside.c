// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A function beside a weak default, in the same file.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/sched.h>

static void fixed_schedule_tail(struct task_struct *task)
{
	task->flags |= 0x40;
}

static struct klp_func funcs[] = {
	{ .old_name = "schedule_tail", .new_func = fixed_schedule_tail },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
