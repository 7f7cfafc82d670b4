// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The name of a livepatch symbol, in a form that the converter does not know.
 *
 * expect: relocation-unconverted
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

extern const char banner[] __asm__("\".klp.sym.vmlinux.linux_banner\"");

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	seq_puts(m, "quiet\n");
	return banner[0];
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
