// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A relocation that is applied with the patched module, to a symbol that it does not have.
 *
 * expect: symbol-unresolved mini_net
 * kernel: dwarf4
 */
#include <linux/klp_relocation.h>
#include <linux/livepatch.h>
#include <net/sock.h>

extern const char symbol[] KLP_SYMBOL(mini_net, mini_net, mini_net_chekcsum);

static int fixed_mini_net_receive(struct sk_buff *skb)
{
	return symbol[skb->len];
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
