// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Every entry calls it.
 *
 * expect: nothing
 * kernel: calls
 */
#include <linux/livepatch.h>
#include <linux/types.h>

static long fixed_clock(int which)
{
	return which ? -EINVAL : 1;
}

static struct klp_func funcs[] = {
	{ .old_name = "read_clock", .new_func = fixed_clock },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
