// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A module's object must set .funcs.
 *
 * expect: object-unterminated mini_gfx
 */
#include <linux/livepatch.h>
#include <net/sock.h>

static int prepare(struct klp_object *obj)
{
	return obj->patched ? -EBUSY : 0;
}

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
	{ .name = "mini_net", .funcs = funcs },
	{ .name = "mini_gfx", .callbacks = { .pre_patch = prepare } },
	{},
};

module_livepatch(objs);
