// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * So has the variant with IBT.
 *
 * expect: nothing
 * not-checked: livepatch-dwarf
 * kernel: ibt
 * build: strip
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

static int fixed_version_proc_show(struct seq_file *m, void *v)
{
	seq_puts(m, "Linux\n");
	return 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "version_proc_show", .new_func = fixed_version_proc_show },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
