// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Loops that count to a constant, and to a number that is given.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>
#include <linux/smpboot.h>

static int show(struct seq_file *m, void *v)
{
	size_t last = m->count;

	for (size_t i = 0; i < 40; i++)
		barrier();
	for (size_t i = 0; i < last; i++)
		barrier();
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
