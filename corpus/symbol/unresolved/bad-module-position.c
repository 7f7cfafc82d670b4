// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A module with a relocation to a position that there is not.
 *
 * expect: symbol-unresolved
 */
#include <linux/klp_relocation.h>
#include <linux/livepatch.h>
#include <linux/seq_file.h>

extern const char symbol[] KLP_SYMBOL_AT(vmlinux, vmlinux, linux_banner, 2);

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	seq_puts(m, "quiet\n");
	return symbol[0];
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
