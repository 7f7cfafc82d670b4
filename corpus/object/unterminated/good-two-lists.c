// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One variable holds the lists of two objects, and has room to spare.
 *
 * expect: nothing
 */
#include <linux/kernel.h>
#include <linux/livepatch.h>
#include <linux/seq_file.h>
#include <net/sock.h>

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	seq_puts(m, "quiet\n");
	return 0;
}

static int fixed_version_proc_show(struct seq_file *m, void *v)
{
	seq_puts(m, "mini\n");
	return 0;
}

static int fixed_mini_net_receive(struct sk_buff *skb)
{
	return -EINVAL;
}

static struct klp_func funcs[8] = {
	{ .old_name = "cmdline_proc_show", .new_func = fixed_cmdline_proc_show },
	{ .old_name = "version_proc_show", .new_func = fixed_version_proc_show },
	{},
	{ .old_name = "mini_net_receive", .new_func = fixed_mini_net_receive },
	{},
};

static struct klp_object objs[4] = {
	{ .funcs = funcs },
	{ .name = "mini_net", .funcs = &funcs[3] },
};

module_livepatch(objs);
