// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * An object of vmlinux without functions ends the array: its callback and what follows is ignored.
 *
 * expect: object-sentinel
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

static int prepare(struct klp_object *obj)
{
	return obj->patched ? -EBUSY : 0;
}

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
	{ .callbacks = { .pre_patch = prepare } },
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
