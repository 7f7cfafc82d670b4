// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What is jumped to is a replacement as well, for which the kernel looks.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/sched.h>
#include <linux/seq_file.h>

static noinline int sleeper(struct seq_file *m, void *v)
{
	schedule_timeout(15000);
	return m->count != 0;
}

static int show(struct seq_file *m, void *v)
{
	return sleeper(m, v);
}

static struct klp_func funcs[] = {
	{ .old_name = "cmdline_proc_show", .new_func = show },
	{ .old_name = "version_proc_show", .new_func = sleeper },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
