// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * While the module loads, its init function is the first count_ports(); afterwards the other is.
 *
 * expect: symbol-wrong-position mini_net count_ports,1
 */
#include <linux/livepatch.h>
#include <net/sock.h>

static int fixed_count_ports(struct net_device *dev)
{
	return dev->tx_errors ? 32 : 64;
}

static struct klp_func funcs[] = {
	{ .old_name = "count_ports", .new_func = fixed_count_ports, .old_sympos = 1 },
	{},
};

static struct klp_object objs[] = {
	{ .name = "mini_net", .funcs = funcs },
	{},
};

module_livepatch(objs);
