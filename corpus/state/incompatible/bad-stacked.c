// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One that replaces nothing must not go back either.
 *
 * expect: state-incompatible
 * previous: good-first
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

static int fixed_version_proc_show(struct seq_file *m, void *v)
{
	seq_puts(m, "Linux\n");
	return 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "version_proc_show", .new_func = fixed_version_proc_show },
	{},
};

static struct klp_state states[] = {
	{ .id = 7, .version = 1 },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

static struct klp_patch patch = {
	.mod = THIS_MODULE,
	.objs = objs,
	.states = states,
};

livepatch_module_init(patch);
MODULE_LICENSE("GPL");
MODULE_INFO(livepatch, "Y");
