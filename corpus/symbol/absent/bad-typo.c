// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A slip of the pen: no symbol has this name, but a similar one exists.
 *
 * expect: symbol-absent vmlinux cmdline_proc_shown
 * shows: cmdline_proc_show
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

static int fixed_cmdline_proc_shown(struct seq_file *m, void *v)
{
	seq_puts(m, "quiet\n");
	return 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "cmdline_proc_shown", .new_func = fixed_cmdline_proc_shown },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
