// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A built module with a counter of its own that a file has which it does not patch.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

static unsigned long pages_scanned;

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	return ++pages_scanned > 3;
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
