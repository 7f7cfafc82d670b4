// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A text section of its own does not make it untraceable.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/sched.h>

static long fixed_schedule_timeout(long timeout)
{
	schedule();
	return timeout - 1;
}

static struct klp_func funcs[] = {
	{ .old_name = "schedule_timeout", .new_func = fixed_schedule_timeout },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
