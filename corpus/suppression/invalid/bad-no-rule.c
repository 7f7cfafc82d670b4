// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A comment that begins like a suppression and names no rule.
 *
 * csv: vmlinux cmdline_proc_show klpp_cmdline_proc_show
 * expect: suppression-invalid
 */
#include <linux/seq_file.h>

/* klpvet: ignore, reason: looks fine */
static int klpp_cmdline_proc_show(struct seq_file *m, void *v)
{
	return 0;
}
