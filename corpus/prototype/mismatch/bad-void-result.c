// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Returns nothing, where the caller reads a result.
 *
 * expect: prototype-mismatch vmlinux cmdline_proc_show
 * shows: cmdline_proc_show fixed_cmdline_proc_show
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

static void fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	seq_puts(m, "fixed\n");
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
