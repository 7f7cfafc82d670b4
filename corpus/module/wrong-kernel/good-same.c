// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Word by word what the kernel wants.
 *
 * expect: nothing
 * vermagic: 6.1.0-klpvet-mini SMP preempt mod_unload modversions
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	seq_puts(m, "quiet\n");
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
