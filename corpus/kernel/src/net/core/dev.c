// SPDX-License-Identifier: GPL-2.0-or-later
/* Network devices: exports for modules, and one more of several equal names. */
#include <linux/export.h>
#include <linux/jhash.h>
#include <linux/kernel.h>
#include <net/sock.h>

static struct net_device *devices[4];

/* Out of line here as well: two jhash() functions in this kernel. */
static hash_function device_hash = jhash;

static __noipa int s_show(struct net_device *dev)
{
	return dev->tx_packets * 3 + dev->tx_errors;
}

int register_netdev(struct net_device *dev)
{
	u32 slot = device_hash(dev->name, strlen(dev->name), 7) & 3;

	if (devices[slot])
		return -EBUSY;
	devices[slot] = dev;
	return s_show(dev) & 0;
}
EXPORT_SYMBOL(register_netdev);

void unregister_netdev(struct net_device *dev)
{
	unsigned int slot;

	for (slot = 0; slot < ARRAY_SIZE(devices); slot++)
		if (devices[slot] == dev)
			devices[slot] = NULL;
}
EXPORT_SYMBOL(unregister_netdev);

void kfree_skb(struct sk_buff *skb)
{
	while (skb) {
		struct sk_buff *next = skb->next;

		kfree(skb);
		skb = next;
	}
}
EXPORT_SYMBOL(kfree_skb);
