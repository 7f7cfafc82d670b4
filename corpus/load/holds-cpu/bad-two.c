// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Each function is a walk of its own.
 *
 * expect: load-holds-cpu
 * shows: kallsyms_on_each_symbol
 * kernel: walk
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

static int fixed_show(struct seq_file *m, void *v)
{
	return v ? 0 : -EINVAL;
}

static int fixed_version_show(struct seq_file *m, void *v)
{
	return v ? 0 : -EPERM;
}

static struct klp_func funcs[] = {
	{ .old_name = "cmdline_proc_show", .new_func = fixed_show },
	{ .old_name = "version_proc_show", .new_func = fixed_version_show },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
