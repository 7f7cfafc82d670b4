// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Made by kpatch-build for a build of this release in which the function stood elsewhere.
 *
 * expect: module-wrong-kernel
 * address: OTHER_BUILD version_proc_show
 */
#include <linux/kpatch.h>
#include <linux/seq_file.h>

static int cmdline_proc_show(struct seq_file *m, void *v)
{
	seq_puts(m, "quiet\n");
	return 0;
}

KPATCH_FUNC(cmdline_proc_show, "vmlinux", 1, OTHER_BUILD);

kpatch_module();
