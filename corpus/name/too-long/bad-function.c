// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * 512 characters: one more than the kernel takes.
 *
 * expect: name-too-long vmlinux @512
 */
#include <linux/livepatch.h>
#include <linux/longname.h>
#include <linux/sched.h>

static int fixed_long_name(struct task_struct *task)
{
	return task->pid;
}

static struct klp_func funcs[] = {
	{ .old_name = NAME_OF_512_CHARACTERS, .new_func = fixed_long_name },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
