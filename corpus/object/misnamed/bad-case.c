// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Names are compared exactly.
 *
 * expect: object-misnamed Mini_Net
 * not-checked: module-file
 */
#include <linux/livepatch.h>
#include <net/sock.h>

static int fixed_mini_net_xmit(struct sk_buff *skb, struct net_device *dev)
{
	dev->tx_packets++;
	kfree_skb(skb);
	return 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "mini_net_xmit", .new_func = fixed_mini_net_xmit },
	{},
};

static struct klp_object objs[] = {
	{ .name = "Mini_Net", .funcs = funcs },
	{},
};

module_livepatch(objs);
