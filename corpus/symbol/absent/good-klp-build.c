// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A module of klp-build; its tables have no end marks.
 *
 * expect: nothing
 */
#include <linux/klp_build.h>
#include <linux/seq_file.h>

static int cmdline_proc_show(struct seq_file *m, void *v)
{
	seq_puts(m, "quiet\n");
	return 0;
}

static struct klp_func_ext vmlinux_funcs[] __klp_funcs = {
	{ .old_name = "cmdline_proc_show", .new_func = cmdline_proc_show },
};

static struct klp_object_ext vmlinux_object __klp_objects = {
	.funcs = vmlinux_funcs,
	.nr_funcs = ARRAY_SIZE(vmlinux_funcs),
};

klp_build_module();
