// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The wait stands in a function of the livepatch that the replacement calls.
 *
 * expect: loop-no-resched vmlinux cmdline_proc_show
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>
#include <linux/smpboot.h>

static noinline void wait_for_data(struct seq_file *m)
{
	while (!READ_ONCE(m->count))
		;
}

static int show(struct seq_file *m, void *v)
{
	wait_for_data(m);
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
