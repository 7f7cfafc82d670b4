// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The source of a livepatch, not built yet, with a misspelt name.
 *
 * build: source
 * expect: symbol-absent vmlinux cmdline_proc_shwo
 * shows: cmdline_proc_show
 */
#include <linux/module.h>
#include <linux/livepatch.h>
#include <linux/seq_file.h>

static int fixed(struct seq_file *file, void *data)
{
	seq_printf(file, "%s\n", saved_command_line);
	return 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "cmdline_proc_shwo", .new_func = fixed },
	{}
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{}
};

static struct klp_patch patch = {
	.mod = THIS_MODULE,
	.objs = objs,
};

static int __init start(void)
{
	return klp_enable_patch(&patch);
}

module_init(start);
MODULE_LICENSE("GPL");
MODULE_INFO(livepatch, "Y");
