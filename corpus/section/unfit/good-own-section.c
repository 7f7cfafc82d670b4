// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A section of another name is kept, even next to init sections.
 *
 * expect: nothing
 */
#include <linux/init.h>
#include <linux/livepatch.h>
#include <linux/seq_file.h>

static int __section(".text.initial") fixed(struct seq_file *m, void *v)
{
	return m && v ? 0 : -EINVAL;
}

static struct klp_func funcs[] __section(".data.init") = {
	{ .old_name = "cmdline_proc_show", .new_func = fixed },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
