// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A variable list of arguments that nobody passes.
 *
 * expect: prototype-mismatch vmlinux seq_puts
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

static void fixed_seq_puts(struct seq_file *m, const char *text, ...)
{
	asm volatile("" : : "r"(m), "r"(text));
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
