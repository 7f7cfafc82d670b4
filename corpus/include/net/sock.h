/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _NET_SOCK_H
#define _NET_SOCK_H

#include <linux/types.h>

struct sk_buff {
	struct sk_buff *next;
	unsigned int len;
	void *data;
};

struct sock {
	unsigned int state, family;
	int error;
	struct sk_buff *head;
	struct sock *next;
	unsigned long inflight;
};

struct net_device {
	const char *name;
	unsigned long tx_packets, tx_errors;
	int (*xmit)(struct sk_buff *skb, struct net_device *dev);
};

void unix_gc(void);
void wait_for_unix_gc(void);
void sock_release(struct sock *sk);
void kfree_skb(struct sk_buff *skb);
int register_netdev(struct net_device *dev);
void unregister_netdev(struct net_device *dev);

#endif
