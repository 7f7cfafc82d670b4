// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * klp_patch and the objects are init data, the functions are not.
 *
 * expect: section-unfit
 */
#include <linux/init.h>
#include <linux/livepatch.h>
#include <linux/seq_file.h>

static int fixed(struct seq_file *m, void *v)
{
	return m && v ? 0 : -EINVAL;
}

static struct klp_func funcs[] = {
	{ .old_name = "cmdline_proc_show", .new_func = fixed },
	{},
};

static struct klp_object objs[] __initdata = {
	{ .funcs = funcs },
	{},
};

static struct klp_patch patch __initdata = {
	.mod = THIS_MODULE,
	.objs = objs,
};
livepatch_module_init(patch);
MODULE_LICENSE("GPL");
MODULE_INFO(livepatch, "Y");
