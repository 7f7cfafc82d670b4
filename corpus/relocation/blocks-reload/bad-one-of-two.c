// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Two objects; only the module has relocations.
 *
 * expect: relocation-blocks-reload mini_net
 */
#include <linux/klp_relocation.h>
#include <linux/livepatch.h>
#include <net/sock.h>
#include <linux/seq_file.h>

int checksum(const unsigned char *data, int bytes)
	KLP_SYMBOL(mini_net, mini_net, mini_net_checksum);

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	seq_puts(m, "quiet\n");
	return 0;
}

static int fixed_mini_net_receive(struct sk_buff *skb)
{
	return checksum(skb->data, skb->len);
}

static struct klp_func funcs[] = {
	{ .old_name = "cmdline_proc_show", .new_func = fixed_cmdline_proc_show },
	{},
};

static struct klp_func net_funcs[] = {
	{ .old_name = "mini_net_receive", .new_func = fixed_mini_net_receive },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{ .name = "mini_net", .funcs = net_funcs },
	{},
};

module_livepatch(objs);
