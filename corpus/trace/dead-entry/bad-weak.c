// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The dead body of a weak function follows.
 *
 * expect: trace-dead-entry vmlinux task_clear_flags
 * not-checked: livepatch-dwarf
 * kernel: ibt
 * build: strip
 */
#include <linux/livepatch.h>
#include <linux/sched.h>

static void fixed_task_clear_flags(struct task_struct *task, unsigned int flags)
{
	task->flags &= ~flags;
}

static struct klp_func funcs[] = {
	{ .old_name = "task_clear_flags", .new_func = fixed_task_clear_flags },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
