// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A module that is not built in, beside vmlinux.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <net/sock.h>

static int fixed_mini_net_xmit(struct sk_buff *skb, struct net_device *dev)
{
	dev->tx_packets++;
	kfree_skb(skb);
	return 0;
}

static int fixed_unix_release(struct sock *sk)
{
	sk->state = 0;
	return sk->error;
}

static struct klp_func mini_net_funcs[] = {
	{ .old_name = "mini_net_xmit", .new_func = fixed_mini_net_xmit },
	{},
};

static struct klp_func vmlinux_funcs[] = {
	{ .old_name = "unix_release", .new_func = fixed_unix_release },
	{},
};

static struct klp_object objs[] = {
	{ .name = "mini_net", .funcs = mini_net_funcs },
	{ .funcs = vmlinux_funcs },
	{},
};

module_livepatch(objs);
