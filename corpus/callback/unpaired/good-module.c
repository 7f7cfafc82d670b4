// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A built module whose pre_patch callback only prints.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

int _printk(const char *format, ...);

static int prepare(struct klp_object *obj)
{
	_printk("patching\n");
	return 0;
}

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	return 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "cmdline_proc_show", .new_func = fixed_cmdline_proc_show },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs, .callbacks.pre_patch = prepare },
	{},
};

module_livepatch(objs);
