// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The same by a livepatch relocation, since the function is static; and a call.
 *
 * expect: replacement-recursion vmlinux cmdline_proc_show
 */
#include <linux/klp_relocation.h>
#include <linux/livepatch.h>
#include <linux/seq_file.h>

int original(struct seq_file *m, void *v) KLP_SYMBOL(vmlinux, vmlinux, cmdline_proc_show);

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	return original(m, v) ? -EINVAL : 0;
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
