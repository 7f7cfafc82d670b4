// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A weak function that this kernel does not have, and one that is asked for before it is called.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

int mini_quirk(void) __attribute__((weak));
int do_prlimit(void) __attribute__((weak));

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	seq_puts(m, "quiet\n");
	if (do_prlimit)
		return do_prlimit();
	return mini_quirk ? mini_quirk() : 0;
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
