// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The pre_patch callback of vmlinux only runs while the module is being initialised.
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

static int __init prepare(struct klp_object *obj)
{
	return obj->name ? -EINVAL : 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "cmdline_proc_show", .new_func = fixed },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs, .callbacks.pre_patch = prepare },
	{},
};

module_livepatch(objs);
