// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The call of the original stands in a helper of a helper.
 *
 * expect: replacement-recursion vmlinux cmdline_proc_show
 */
#include <linux/klp_relocation.h>
#include <linux/livepatch.h>
#include <linux/seq_file.h>

int original(struct seq_file *m, void *v) KLP_SYMBOL(vmlinux, vmlinux, cmdline_proc_show);

static noinline int show_all(struct seq_file *m, void *v)
{
	return original(m, v) + 1;
}

static noinline int show_checked(struct seq_file *m, void *v)
{
	return m ? show_all(m, v) * 2 : -EINVAL;
}

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	return show_checked(m, v) > 1 ? -EINVAL : 0;
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
