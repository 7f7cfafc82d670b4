// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Two objects of klp-build, counted and not ended.
 *
 * expect: nothing
 * not-checked: livepatch-dwarf
 * build: strip
 */
#include <linux/klp_build.h>
#include <linux/seq_file.h>
#include <net/sock.h>

static int cmdline_proc_show(struct seq_file *m, void *v)
{
	seq_puts(m, "quiet\n");
	return 0;
}

static int mini_net_xmit(struct sk_buff *skb, struct net_device *dev)
{
	dev->tx_packets++;
	kfree_skb(skb);
	return 0;
}

static struct klp_func_ext vmlinux_funcs[] __klp_funcs = {
	{ .old_name = "cmdline_proc_show", .new_func = cmdline_proc_show },
};

static struct klp_func_ext mini_net_funcs[] __klp_funcs = {
	{ .old_name = "mini_net_xmit", .new_func = mini_net_xmit },
};

static struct klp_object_ext objects[] __klp_objects = {
	{ .funcs = vmlinux_funcs, .nr_funcs = ARRAY_SIZE(vmlinux_funcs) },
	{ .name = "mini_net", .funcs = mini_net_funcs, .nr_funcs = ARRAY_SIZE(mini_net_funcs) },
};

klp_build_module();
