// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The kernel has a search for names.
 *
 * expect: nothing
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
