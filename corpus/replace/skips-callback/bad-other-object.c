// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The next one has callbacks, but for another object.
 *
 * expect: replace-skips-callback
 * previous: good-first
 * shows: give_back
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

static int users;

static int take(struct klp_object *obj)
{
	users++;
	return 0;
}

static void give_back(struct klp_object *obj)
{
	users--;
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
	{ .name = "mini_gfx", .funcs = mini_gfx_funcs,
	  .callbacks = { .pre_patch = take, .post_unpatch = give_back } },
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
