// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Its unlikely part sleeps.
 *
 * expect: transition-cold-part vmlinux reclaim_pages
 * shows: msleep
 * kernel: calls
 */
#include <linux/livepatch.h>
#include <linux/sched.h>

static int fixed(struct task_struct *task, long wanted)
{
	return task ? 0 : -EINVAL;
}

static struct klp_func funcs[] = {
	{ .old_name = "reclaim_pages", .new_func = fixed },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
