/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A part of the miniature kernel's mini_net: reading its parameter "call" makes the calls below and
 * shows how often new code ran in each.
 */
#include <linux/module.h>
#include <linux/moduleparam.h>

/* struct sk_buff of corpus/include/net/sock.h */
struct packet {
	struct packet *next;
	unsigned int length;
	void *data;
};

struct net_device;

extern long kv_mini_new_code;
int mini_net_receive(struct packet *packet);
int mini_net_poll(struct net_device *device);
int mini_net_open_port(int number);
extern int (*mini_net_budget)(int rounds);

static void call_budget(void)
{
	mini_net_budget(4);
}

static void call_open_port(void)
{
	mini_net_open_port(2000);
}

static void call_poll(void)
{
	static long device[8];

	mini_net_poll((struct net_device *)device);
}

static void call_receive(void)
{
	struct packet packet = {.length = 4, .data = "\1\2\3\4"};

	mini_net_receive(&packet);
}

static const struct {
	const char *name;
	void (*call)(void);
} calls[] = {
	{"budget", call_budget},
	{"open_port", call_open_port},
	{"poll", call_poll},
	{"receive", call_receive},
};

static int make_calls(char *text, const struct kernel_param *parameter)
{
	int length = 0;

	for (size_t i = 0; i < ARRAY_SIZE(calls); i++) {
		long before = kv_mini_new_code;

		calls[i].call();
		length += sysfs_emit_at(text, length, "%s=%ld\n", calls[i].name,
					kv_mini_new_code - before);
	}
	return length;
}

static const struct kernel_param_ops call_ops = {.get = make_calls};
module_param_cb(call, &call_ops, NULL, 0400);
