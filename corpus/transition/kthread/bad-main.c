// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The main functions of two kernel threads, with the loops they live in.
 *
 * expect: transition-kthread vmlinux kswapd
 * expect: transition-kthread vmlinux watchdog,1
 * shows: kswapd_init watchdog_start
 */
#include <linux/livepatch.h>

static int fixed(void *argument)
{
	return argument ? 0 : -EINVAL;
}

static struct klp_func funcs[] = {
	{ .old_name = "kswapd", .new_func = fixed },
	{ .old_name = "watchdog", .new_func = fixed, .old_sympos = 1 },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
