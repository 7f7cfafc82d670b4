// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A module is listed twice.
 *
 * expect: object-duplicate mini_net
 */
#include <linux/livepatch.h>
#include <linux/types.h>
#include <net/sock.h>

static int fixed_mini_net_xmit(struct sk_buff *skb, struct net_device *dev)
{
	dev->tx_packets++;
	kfree_skb(skb);
	return 0;
}

static int fixed_mini_net_ioctl(int id)
{
	return id * 2;
}

static struct klp_func mini_net_funcs[] = {
	{ .old_name = "mini_net_xmit", .new_func = fixed_mini_net_xmit },
	{},
};

static struct klp_func more_mini_net_funcs[] = {
	{ .old_name = "mini_net_ioctl", .new_func = fixed_mini_net_ioctl },
	{},
};

static struct klp_object objs[] = {
	{ .name = "mini_net", .funcs = mini_net_funcs },
	{ .name = "mini_net", .funcs = more_mini_net_funcs },
	{},
};

module_livepatch(objs);
