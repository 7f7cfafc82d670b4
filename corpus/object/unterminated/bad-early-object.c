// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The empty object stands in the middle: the kernel never sees the one for the module.
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

static int fixed_mini_gfx_fill(int level)
{
	return level;
}

static struct klp_func funcs[] = {
	{ .old_name = "cmdline_proc_show", .new_func = fixed_cmdline_proc_show },
	{},
};

static struct klp_func gfx_funcs[] = {
	{ .old_name = "mini_gfx_fill", .new_func = fixed_mini_gfx_fill },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
	{ .name = "mini_gfx", .funcs = gfx_funcs },
	{},
};

module_livepatch(objs);
