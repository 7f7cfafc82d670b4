// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Another name.
 *
 * expect: nothing
 * previous: bad-replaced
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	seq_puts(m, "quiet\n");
	return 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "cmdline_proc_show", .new_func = fixed_cmdline_proc_show },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
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
