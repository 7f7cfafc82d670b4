// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A callback that is init code runs when the livepatch is disabled, long after init.
 *
 * expect: section-unfit vmlinux
 */
#include <linux/init.h>
#include <linux/livepatch.h>
#include <linux/seq_file.h>

static int fixed(struct seq_file *m, void *v)
{
	return m && v ? 0 : -EINVAL;
}

static void __init done(struct klp_object *obj)
{
	obj->patched = true;
}

static struct klp_func funcs[] = {
	{ .old_name = "cmdline_proc_show", .new_func = fixed },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs, .callbacks.post_unpatch = done },
	{},
};

module_livepatch(objs);
