// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Nothing leads out of it.
 *
 * expect: loop-no-resched vmlinux cmdline_proc_show
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>
#include <linux/smpboot.h>

static int show(struct seq_file *m, void *v)
{
	for (;;)
		WRITE_ONCE(m->count, 0);
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
