// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A loop without end in a function that no replacement calls.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>
#include <linux/smpboot.h>

void watch(struct seq_file *m);
void watch(struct seq_file *m)
{
	for (;;) {
		WRITE_ONCE(m->count, 0);
		schedule_timeout(10);
	}
}

static int show(struct seq_file *m, void *v)
{
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
