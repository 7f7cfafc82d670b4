// SPDX-License-Identifier: GPL-2.0-or-later
/* The third file of mini_net: functions that are inlined, but leave no trace where. */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <net/sock.h>

int mini_net_poll(struct net_device *dev);
void mini_net_port_range(int *first, int *last, int *step);
int mini_net_open_port(int number);
int mini_net_drain(struct net_device *dev);
int mini_net_flush(struct net_device *dev);

/* With a constant argument it is computed by the compiler; the pointer keeps the body. */
static int budget(int rounds)
{
	int sum = 0;

	for (int i = 0; i < rounds; i++)
		sum += i;
	return sum;
}

int (*mini_net_budget)(int rounds) = budget;

noinline int mini_net_poll(struct net_device *dev)
{
	return (int)dev->tx_packets + budget(4);
}

static __noipa int find_port(int number, bool create)
{
	return create ? number : -ENOENT;
}

/* Its results are constants, whatever the arguments: the caller has them as they are. */
void mini_net_port_range(int *first, int *last, int *step)
{
	*first = 1024;
	if (last)
		*last = 65535;
	if (step)
		*step = 8;
}

noinline int mini_net_open_port(int number)
{
	int first;

	mini_net_port_range(&first, NULL, NULL);
	return find_port(number, number >= first);
}

/* Two equal functions: the second becomes a wrapper of the first, which is inlined there. */
int mini_net_drain(struct net_device *dev)
{
	dev->tx_errors = 0;
	return 7;
}

int mini_net_flush(struct net_device *dev)
{
	dev->tx_errors = 0;
	return 7;
}

/* Split behind the test, and put together again. */
static int show_ports(struct net_device *dev, int last)
{
	int error = find_port(last, false);

	if (error)
		return error;
	return find_port((int)dev->tx_packets, true);
}

int (*mini_net_show_ports)(struct net_device *dev, int last) = show_ports;
