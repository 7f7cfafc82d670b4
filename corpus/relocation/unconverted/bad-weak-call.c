// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A call of a weak function that the kernel has and does not export.
 *
 * expect: relocation-unconverted
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

int do_prlimit(void) __attribute__((weak));

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	seq_puts(m, "quiet\n");
	return do_prlimit();
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
