// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What is jumped to does not sleep.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/sched.h>
#include <linux/seq_file.h>

static noinline int helper(struct seq_file *m)
{
	WRITE_ONCE(m->count, 1);
	return 0;
}

static int show(struct seq_file *m, void *v)
{
	return helper(m);
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
