// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A built module whose pre_patch callback keeps what it makes, and nothing undoes it.
 *
 * expect: callback-unpaired vmlinux
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

void *vmalloc(unsigned long size);

static void *buffer;

static int prepare(struct klp_object *obj)
{
	buffer = vmalloc(64);
	return buffer ? 0 : -1;
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
