// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * An object of vmlinux without functions ends the array: its callback and what follows is ignored.
 *
 * expect: object-unterminated vmlinux
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
	{ .callbacks = { .pre_patch = prepare } },
	{ .name = "mini_net", .funcs = funcs },
	{},
};

module_livepatch(objs);
