// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A new wait that gives the processor away.
 *
 * expect: nothing
 * kernel: calls
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>
#include <linux/smpboot.h>

static int show(struct seq_file *m, void *v)
{
	while (!READ_ONCE(m->count))
		cond_resched();
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
