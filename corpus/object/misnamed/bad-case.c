// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Names are compared exactly.
 *
 * expect: object-misnamed Mini_Net
 * not-checked: prototype-mismatch inline-copies inline-folded inline-only ioctl-compat-path symbol-absent symbol-alias
 * not-checked: symbol-ambiguous symbol-clone symbol-not-function symbol-wrong-position symbol-weak-overridden
 * not-checked: syscall-compat-path syscall-inner syscall-twin trace-dead-entry symbol-in-init
 * not-checked: trace-no-entry transition-always-on-stack transition-cold-part transition-kthread
 * not-checked: loop-no-resched transition-no-return transition-tail-call
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
