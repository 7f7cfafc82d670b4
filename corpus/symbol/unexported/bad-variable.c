// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A variable of vmlinux that is not exported.
 *
 * expect: symbol-unexported
 * shows: linux_banner
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

extern const char linux_banner[];

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	seq_puts(m, "quiet\n");
	seq_puts(m, linux_banner);
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
