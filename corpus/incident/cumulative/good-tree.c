// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The template of the tree that it is part of replaces all others.
 *
 * csv: vmlinux cmdline_proc_show klpp_cmdline_proc_show
 * loading: cumulative
 * expect: nothing
 */
#include <linux/seq_file.h>

int klpp_cmdline_proc_show(struct seq_file *m, void *v)
{
	return 0;
}
