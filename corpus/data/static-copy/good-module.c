// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A built module whose variables have other names, other sizes, or are constant.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

static unsigned long shows;
static char gc_running[16];
static const unsigned long calls_failed[2] = { 1, 2 };

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	gc_running[shows % 16]++;
	return calls_failed[++shows % 2] > 3;
}

static struct klp_func funcs[] = {
	{ .old_name = "cmdline_proc_show", .new_func = fixed_cmdline_proc_show },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
