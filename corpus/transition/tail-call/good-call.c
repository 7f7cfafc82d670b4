// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The replacement stays on the stack while the helper sleeps.
 *
 * expect: nothing
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
	int error = sleeper(m);

	barrier();
	return error;
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
