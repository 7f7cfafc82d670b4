// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A text section of its own does not make it untraceable.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/sched.h>

static void fixed_do_idle(void)
{
	schedule();
}

static struct klp_func funcs[] = {
	{ .old_name = "do_idle", .new_func = fixed_do_idle },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
