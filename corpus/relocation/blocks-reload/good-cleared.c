// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The same in a kernel that clears them, as 6.3 does.
 *
 * expect: nothing
 * kernel: dwarf4
 */
#include <linux/klp_relocation.h>
#include <linux/livepatch.h>
#include <net/sock.h>

int checksum(const unsigned char *data, int bytes)
	KLP_SYMBOL(mini_net, mini_net, mini_net_checksum);

static int fixed_mini_net_receive(struct sk_buff *skb)
{
	return checksum(skb->data, skb->len);
}

static struct klp_func funcs[] = {
	{ .old_name = "mini_net_receive", .new_func = fixed_mini_net_receive },
	{},
};

static struct klp_object objs[] = {
	{ .name = "mini_net", .funcs = funcs },
	{},
};

module_livepatch(objs);
