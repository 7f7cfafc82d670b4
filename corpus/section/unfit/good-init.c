// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Only the init function is init code, and a constant of its own is only read.
 *
 * expect: nothing
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

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

static struct klp_patch patch = {
	.mod = THIS_MODULE,
	.objs = objs,
};

static int __init livepatch_start(void)
{
	return klp_enable_patch(&patch);
}

static void livepatch_stop(void)
{
}

module_init(livepatch_start);
module_exit(livepatch_stop);
MODULE_LICENSE("GPL");
MODULE_INFO(livepatch, "Y");
