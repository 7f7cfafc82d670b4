// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * 511 characters: as long as a symbol can be.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/longname.h>
#include <linux/sched.h>

static int fixed_long_name(struct task_struct *task)
{
	return task->pid;
}

static struct klp_func funcs[] = {
	{ .old_name = NAME_OF_511_CHARACTERS, .new_func = fixed_long_name },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
