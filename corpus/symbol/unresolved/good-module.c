// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Relocations of a module to a position, and to a variable of which there is one.
 *
 * expect: nothing
 */
#include <linux/klp_relocation.h>
#include <linux/livepatch.h>
#include <linux/seq_file.h>

extern const char banner[] KLP_SYMBOL(vmlinux, vmlinux, linux_banner);
extern const char symbol[] KLP_SYMBOL_AT(vmlinux, vmlinux, type_show, 2);

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	seq_puts(m, "quiet\n");
	return symbol[0] == banner[0];
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
