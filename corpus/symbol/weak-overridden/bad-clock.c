// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A clock of the architecture in place of the weak one of kernel/sched/core.c.
 *
 * expect: symbol-weak-overridden vmlinux sched_clock_cycles
 * shows: sched_clock_cycles
 */
#include <linux/livepatch.h>
#include <linux/sched.h>

static unsigned long fixed_cycles(void)
{
	return current->flags;
}

static struct klp_func funcs[] = {
	{ .old_name = "sched_clock_cycles", .new_func = fixed_cycles },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
