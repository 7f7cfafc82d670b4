// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Ordinary text that init code happens to call.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <net/sock.h>

static int fixed_register_netdev(struct net_device *dev)
{
	return dev->tx_errors ? 32 : 64;
}

static struct klp_func funcs[] = {
	{ .old_name = "register_netdev", .new_func = fixed_register_netdev },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
