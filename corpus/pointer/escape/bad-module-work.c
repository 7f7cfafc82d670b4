// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A built module that puts a function of its own into an object of the kernel.
 *
 * expect: pointer-escape
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

static void finish(struct work_struct *work)
{
	work->data = 0;
}

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	struct work_struct *work = v;

	/* What has no object yet. */
	if (v != (void *)1)
		work->func = finish;
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

module_livepatch(objs);
