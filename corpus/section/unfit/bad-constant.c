// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Constant structures are read-only when the kernel writes into them.
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

static const struct klp_func funcs[] = {
	{ .old_name = "cmdline_proc_show", .new_func = fixed },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = (struct klp_func *)funcs },
	{},
};

module_livepatch(objs);
