// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A function of a module as well, and nothing was there before.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>
#include <linux/types.h>

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	seq_puts(m, "quiet\n");
	return 0;
}

static int fixed_mini_gfx_fill(void *buffer, unsigned int color)
{
	return buffer ? (int)color : -EINVAL;
}

static struct klp_func vmlinux_funcs[] = {
	{ .old_name = "cmdline_proc_show", .new_func = fixed_cmdline_proc_show },
	{},
};

static struct klp_func mini_gfx_funcs[] = {
	{ .old_name = "mini_gfx_fill", .new_func = fixed_mini_gfx_fill },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = vmlinux_funcs },
	{ .name = "mini_gfx", .funcs = mini_gfx_funcs },
	{},
};

static struct klp_patch patch = {
	.mod = THIS_MODULE,
	.objs = objs,
	.replace = true,
};

livepatch_module_init(patch);
MODULE_LICENSE("GPL");
MODULE_INFO(livepatch, "Y");
