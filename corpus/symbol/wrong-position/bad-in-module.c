// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The module has two ring_show(), no third.
 *
 * expect: symbol-wrong-position mini_net ring_show,3
 */
#include <linux/livepatch.h>
#include <net/sock.h>

static int fixed_ring_show(struct net_device *dev)
{
	return dev->tx_errors ? 32 : 64;
}

static struct klp_func funcs[] = {
	{ .old_name = "ring_show", .new_func = fixed_ring_show, .old_sympos = 3 },
	{},
};

static struct klp_object objs[] = {
	{ .name = "mini_net", .funcs = funcs },
	{},
};

module_livepatch(objs);
