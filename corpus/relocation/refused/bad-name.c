// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The kernel reads the name of the symbol up to the first comma, and no number follows.
 *
 * expect: relocation-refused
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

extern const char banner[] __asm__("\".klp.sym.rela.vmlinux.vmlinux.linux_banner,first,0\"");

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
