// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The empty element stands in the middle: the kernel never sees the second function.
 *
 * expect: object-unterminated
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	seq_puts(m, "quiet\n");
	return 0;
}

static int fixed_unix_gc(void)
{
	return 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "cmdline_proc_show", .new_func = fixed_cmdline_proc_show },
	{},
	{ .old_name = "unix_gc", .new_func = fixed_unix_gc },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
