// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A walk over a list that the original has nowhere: a note.
 *
 * expect: loop-no-resched vmlinux cmdline_proc_show
 */
#include <linux/livepatch.h>
#include <linux/sched.h>
#include <linux/seq_file.h>

static int show(struct seq_file *m, void *v)
{
	struct task_struct *task;

	for (task = current; task; task = task->next)
		WRITE_ONCE(task->flags, 0);
	return 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "cmdline_proc_show", .new_func = show },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
