// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A network module: a name in init text and ordinary text, names whose .symtab order is not their
 * address order, and a function with a copy in a second one.
 */
#include <linux/kernel.h>
#include <linux/module.h>
#include <net/sock.h>

int mini_net_ring_size(struct net_device *dev);
int mini_net_ring_reset(struct net_device *dev, int keep);

static int mini_net_xmit(struct sk_buff *skb, struct net_device *dev)
{
	dev->tx_packets++;
	if (skb->len > 1514) {
		dev->tx_errors++;
		return -EINVAL;
	}
	kfree_skb(skb);
	return 0;
}

static struct net_device mini_device = { .name = "mini0", .xmit = mini_net_xmit };

/* In .text.unlikely, which lies behind .text where the other ring_show() is. */
static __noipa __cold int ring_show(struct net_device *dev)
{
	pr_info("ring of %s\n", dev->name);
	return mini_net_ring_size(dev);
}

/* The other setup_ring() is init text of this module. */
static __noipa int setup_ring(struct net_device *dev)
{
	dev->tx_errors = 0;
	return mini_net_ring_reset(dev, 1);
}

/* The other count_ports() is ordinary text: as an init symbol this one comes first, and goes. */
static __noipa int __init count_ports(struct net_device *dev)
{
	return dev->name[0] == 'm';
}

int mini_net_checksum(const unsigned char *data, int bytes);
int mini_net_checksum(const unsigned char *data, int bytes)
{
	int sum = 0;

	while (bytes-- > 0)
		sum += *data++;
	return (sum & 0xffff) + (sum >> 16);
}

int mini_net_receive(struct sk_buff *skb);
__flatten int mini_net_receive(struct sk_buff *skb)
{
	return mini_net_checksum(skb->data, skb->len) ? setup_ring(&mini_device) : -EIO;
}

int mini_net_ioctl(int command);
int mini_net_ioctl(int command)
{
	if (command < 0)
		return ring_show(&mini_device);
	return mini_net_ring_size(&mini_device) + command;
}

static int __init mini_net_init(void)
{
	if (!count_ports(&mini_device))
		return -EINVAL;
	return register_netdev(&mini_device);
}

static void __exit mini_net_exit(void)
{
	unregister_netdev(&mini_device);
}

module_init(mini_net_init);
module_exit(mini_net_exit);
MODULE_LICENSE("GPL");
