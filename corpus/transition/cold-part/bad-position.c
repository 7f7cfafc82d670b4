// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The same by its position.
 *
 * expect: transition-cold-part vmlinux reclaim_pages,1
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
	{ .old_name = "reclaim_pages", .new_func = fixed, .old_sympos = 1 },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
