/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A part of the miniature kernel's mini_net: reading its parameter "call" makes it receive a packet
 * and shows how often new code ran.
 */
#include <linux/module.h>
#include <linux/moduleparam.h>

/* struct sk_buff of corpus/include/net/sock.h */
struct packet {
	struct packet *next;
	unsigned int length;
	void *data;
};

extern long kv_mini_new_code;
int mini_net_receive(struct packet *packet);

static int receive(char *text, const struct kernel_param *parameter)
{
	struct packet packet = {.length = 4, .data = "\1\2\3\4"};
	long before = kv_mini_new_code;

	mini_net_receive(&packet);
	return sysfs_emit(text, "receive=%ld\n", kv_mini_new_code - before);
}

static const struct kernel_param_ops receive_ops = {.get = receive};
module_param_cb(call, &receive_ops, NULL, 0400);
