// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The same with a section per variable.
 *
 * expect: object-unterminated vmlinux
 * not-checked: livepatch-dwarf
 * build: data-sections strip
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	seq_puts(m, "quiet\n");
	return 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "cmdline_proc_show", .new_func = fixed_cmdline_proc_show },
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
