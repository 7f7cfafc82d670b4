// SPDX-License-Identifier: GPL-2.0-or-later
/* Another plain case, and one function that has nothing but a built-in module around it. */
#include <linux/init.h>
#include <linux/seq_file.h>

extern const char linux_banner[];

static int version_proc_show(struct seq_file *m, void *v)
{
	seq_puts(m, linux_banner);
	return 0;
}

extern int (*proc_version)(struct seq_file *m, void *v);
int (*proc_version)(struct seq_file *m, void *v);

static int __init proc_version_init(void)
{
	proc_version = version_proc_show;
	return 0;
}
fs_initcall(proc_version_init);
