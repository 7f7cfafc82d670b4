// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The function is inlined into another one only, which gcc found equal to it.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <net/sock.h>

static int fixed_mini_net_drain(struct net_device *dev)
{
	return 8;
}

static struct klp_func funcs[] = {
	{ .old_name = "mini_net_drain", .new_func = fixed_mini_net_drain },
	{},
};

static struct klp_object objs[] = {
	{ .name = "mini_net", .funcs = funcs },
	{},
};

module_livepatch(objs);
