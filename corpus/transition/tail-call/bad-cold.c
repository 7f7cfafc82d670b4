// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The sleep stands in the part that gcc splits off as unlikely.
 *
 * expect: transition-tail-call vmlinux cmdline_proc_show
 * shows: schedule_timeout
 */
#include <linux/kernel.h>
#include <linux/livepatch.h>
#include <linux/sched.h>
#include <linux/seq_file.h>

static int show(struct seq_file *m, void *v)
{
	if (unlikely(m->count > 4096)) {
		pr_err("no room, waiting\n");
		schedule_timeout(100);
		if (WARN_ON(m->count > 8192))
			return -EINVAL;
	}
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
