// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A function like mini_net_port(), but what it calls is only called.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/types.h>

static int fixed_find_port(int number, bool create)
{
	return create ? number : -ENOENT;
}

static struct klp_func funcs[] = {
	{ .old_name = "find_port", .new_func = fixed_find_port },
	{},
};

static struct klp_object objs[] = {
	{ .name = "mini_net", .funcs = funcs },
	{},
};

module_livepatch(objs);
