// SPDX-License-Identifier: GPL-2.0-or-later
/* The plain case: one symbol, an ftrace location, no copies. */
#include <linux/init.h>
#include <linux/seq_file.h>

struct proc_entry {
	const char *name;
	int (*show)(struct seq_file *m, void *v);
};

static const char saved_command_line[] = "quiet ro";

static int cmdline_proc_show(struct seq_file *m, void *v)
{
	seq_puts(m, saved_command_line);
	seq_putc(m, '\n');
	return 0;
}

extern struct proc_entry proc_cmdline;
struct proc_entry proc_cmdline = { .show = cmdline_proc_show };

static int __init proc_cmdline_init(void)
{
	proc_cmdline.name = "cmdline";
	return 0;
}
fs_initcall(proc_cmdline_init);
