// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Made by kpatch-build, whose modules have no states, and cumulative.
 *
 * expect: state-incompatible
 * previous: good-first
 */
#include <linux/kpatch.h>
#include <linux/seq_file.h>

static int cmdline_proc_show(struct seq_file *m, void *v)
{
	seq_puts(m, "quiet\n");
	return 0;
}

KPATCH_FUNC(cmdline_proc_show, "vmlinux", 1, 0);

kpatch_module();
