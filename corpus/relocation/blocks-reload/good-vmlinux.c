// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vmlinux is never removed.
 *
 * expect: nothing
 */
#include <linux/klp_relocation.h>
#include <linux/livepatch.h>
#include <linux/seq_file.h>

extern const char banner[] KLP_SYMBOL(vmlinux, vmlinux, linux_banner);

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	seq_puts(m, "quiet\n");
	return banner[0] == 0;
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
