// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The helper that is jumped to calls another one, which sleeps.
 *
 * expect: transition-tail-call vmlinux cmdline_proc_show
 * shows: helper
 */
#include <linux/livepatch.h>
#include <linux/sched.h>
#include <linux/seq_file.h>

static noinline int sleeper(struct seq_file *m)
{
	schedule_timeout(15000);
	return m->count != 0;
}

static noinline int helper(struct seq_file *m)
{
	if (sleeper(m))
		return -EINVAL;
	m->count++;
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
