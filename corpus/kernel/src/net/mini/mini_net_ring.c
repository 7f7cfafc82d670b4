// SPDX-License-Identifier: GPL-2.0-or-later
/* The second file of mini_net: the namesakes. */
#include <linux/kernel.h>
#include <linux/module.h>
#include <net/sock.h>

int mini_net_ring_size(struct net_device *dev);
int mini_net_ring_reset(struct net_device *dev, int keep);
int mini_net_ring_setup(struct net_device *dev);

static __noipa int ring_show(struct net_device *dev)
{
	return dev->tx_packets ? 256 : 64;
}

static __noipa int __init setup_ring(struct net_device *dev)
{
	dev->tx_packets = 0;
	return 64;
}

static __noipa int count_ports(struct net_device *dev)
{
	return dev->tx_errors ? 1 : 2;
}

int mini_net_ring_size(struct net_device *dev)
{
	return ring_show(dev) * count_ports(dev);
}

int __init mini_net_ring_setup(struct net_device *dev)
{
	return setup_ring(dev);
}

noinline int mini_net_ring_reset(struct net_device *dev, int keep)
{
	if (!keep)
		dev->tx_packets = 0;
	return ring_show(dev);
}
