// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The replacement itself is init code.
 *
 * expect: section-unfit vmlinux cmdline_proc_show
 */
#include <linux/init.h>
#include <linux/livepatch.h>
#include <linux/seq_file.h>

static int __init fixed(struct seq_file *m, void *v)
{
	return m && v ? 0 : -EINVAL;
}

static struct klp_func funcs[] = {
	{ .old_name = "cmdline_proc_show", .new_func = fixed },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
