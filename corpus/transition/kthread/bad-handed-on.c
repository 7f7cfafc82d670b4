// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Started by a function that hands its argument on.
 *
 * expect: transition-kthread vmlinux scrub_main
 * kernel: calls
 */
#include <linux/livepatch.h>

static int fixed(void *argument)
{
	return argument ? 0 : -EINVAL;
}

static struct klp_func funcs[] = {
	{ .old_name = "scrub_main", .new_func = fixed },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
