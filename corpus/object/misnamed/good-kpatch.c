// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * In records of kpatch-build vmlinux has a name; its init function turns it into NULL.
 *
 * expect: nothing
 * address: ADDRESS cmdline_proc_show
 * build: xz
 */
#include <linux/kpatch.h>
#include <linux/seq_file.h>

static int cmdline_proc_show(struct seq_file *m, void *v)
{
	seq_puts(m, "quiet\n");
	return 0;
}

KPATCH_FUNC(cmdline_proc_show, "vmlinux", 0, ADDRESS);

kpatch_module();
