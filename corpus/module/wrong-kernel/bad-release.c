// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Built for another release; with modversions the kernel does not compare that.
 *
 * expect: module-wrong-kernel
 * vermagic: 6.1.0-klpvet-other SMP preempt mod_unload modversions
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
