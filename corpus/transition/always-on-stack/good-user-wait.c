// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Only user tasks sleep in it, and those are woken for a transition.
 *
 * expect: nothing
 * kernel: calls
 */
#include <linux/livepatch.h>
#include <linux/sched.h>

static long fixed(struct task_struct *child)
{
	return child ? 0 : -EINVAL;
}

static struct klp_func funcs[] = {
	{ .old_name = "do_wait", .new_func = fixed },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
