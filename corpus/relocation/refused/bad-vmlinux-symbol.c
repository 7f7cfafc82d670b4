// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A relocation for a module names a symbol of vmlinux.
 *
 * expect: relocation-refused mini_net
 * kernel: dwarf4
 */
#include <linux/klp_relocation.h>
#include <linux/livepatch.h>
#include <net/sock.h>

extern const char banner[] KLP_SYMBOL(mini_net, vmlinux, linux_banner);

static int fixed_mini_net_receive(struct sk_buff *skb)
{
	return banner[0];
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
