// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Before 5.17 the walk over all symbols had no point at which another task may run.
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

static struct klp_func funcs[] = {
	{ .old_name = "cmdline_proc_show", .new_func = fixed_show },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
