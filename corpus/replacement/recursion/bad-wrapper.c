// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A wrapper that leaves the rest to the function that it replaces: a jump.
 *
 * expect: replacement-recursion vmlinux seq_puts
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

static void fixed_seq_puts(struct seq_file *m, const char *s)
{
	if (s)
		seq_puts(m, s);
}

static struct klp_func funcs[] = {
	{ .old_name = "seq_puts", .new_func = fixed_seq_puts },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
