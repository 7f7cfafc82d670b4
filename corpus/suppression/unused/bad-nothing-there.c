// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Nothing is wrong with the function any more.
 *
 * csv: vmlinux cmdline_proc_show klpp_cmdline_proc_show
 * expect: suppression-unused
 */
#include <linux/seq_file.h>

/* klpvet: allow(inline-copies) reason: the copy is in init code */
static int klpp_cmdline_proc_show(struct seq_file *m, void *v)
{
	return 0;
}
