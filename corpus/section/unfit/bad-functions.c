// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The array of functions is init data.
 *
 * expect: section-unfit vmlinux
 */
#include <linux/init.h>
#include <linux/livepatch.h>
#include <linux/seq_file.h>

static int fixed(struct seq_file *m, void *v)
{
	return m && v ? 0 : -EINVAL;
}

static struct klp_func funcs[] __initdata = {
	{ .old_name = "cmdline_proc_show", .new_func = fixed },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
