// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * It has no unlikely part, and sleeps where the kernel sees it.
 *
 * expect: nothing
 * kernel: calls
 */
#include <linux/livepatch.h>
#include <linux/sched.h>

static int fixed(struct task_struct *task, long first, long last)
{
	return task ? 0 : -EINVAL;
}

static struct klp_func funcs[] = {
	{ .old_name = "flush_range", .new_func = fixed },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
