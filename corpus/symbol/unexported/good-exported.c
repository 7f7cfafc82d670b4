// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A call of a function that is exported.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>


static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	seq_puts(m, "quiet\n");
	kfree_skb(NULL);
	return 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "cmdline_proc_show", .new_func = fixed_cmdline_proc_show },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
