// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * gcc says that it inlined the function, because it split it and put the parts together.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <net/sock.h>

static int fixed_show_ports(struct net_device *dev, int last)
{
	return last;
}

static struct klp_func funcs[] = {
	{ .old_name = "show_ports", .new_func = fixed_show_ports },
	{},
};

static struct klp_object objs[] = {
	{ .name = "mini_net", .funcs = funcs },
	{},
};

module_livepatch(objs);
