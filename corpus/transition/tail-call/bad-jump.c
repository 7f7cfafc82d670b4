// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * gcc makes a jump of it: while sleeper() sleeps, no address of the replacement is on the stack.
 *
 * expect: transition-tail-call vmlinux cmdline_proc_show
 * shows: sleeper
 */
#include <linux/livepatch.h>
#include <linux/sched.h>
#include <linux/seq_file.h>

static noinline int sleeper(struct seq_file *m)
{
	schedule_timeout(15000);
	return m->count != 0;
}

static int show(struct seq_file *m, void *v)
{
	return sleeper(m);
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
