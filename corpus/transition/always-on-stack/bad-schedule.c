// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What every task sleeps in.
 *
 * expect: transition-always-on-stack vmlinux schedule
 */
#include <linux/livepatch.h>

static void fixed(void)
{
	asm volatile("" ::: "memory");
}

static struct klp_func funcs[] = {
	{ .old_name = "schedule", .new_func = fixed },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
