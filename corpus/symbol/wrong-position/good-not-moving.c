// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Position 1 is the same symbol while the module loads and afterwards.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <net/sock.h>

static int fixed_setup_ring(struct net_device *dev)
{
	return dev->tx_errors ? 32 : 64;
}

static struct klp_func funcs[] = {
	{ .old_name = "setup_ring", .new_func = fixed_setup_ring, .old_sympos = 1 },
	{},
};

static struct klp_object objs[] = {
	{ .name = "mini_net", .funcs = funcs },
	{},
};

module_livepatch(objs);
