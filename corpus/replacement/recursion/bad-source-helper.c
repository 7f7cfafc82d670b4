// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The same in source: the helper that leaves the rest to the original.
 *
 * expect: replacement-recursion vmlinux seq_puts
 * build: source
 */
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/seq_file.h>

static void puts_checked(struct seq_file *m, const char *s)
{
	if (s)
		seq_puts(m, s);
}

static void fixed_seq_puts(struct seq_file *m, const char *s)
{
	puts_checked(m, s ? s : "");
}

static struct klp_func funcs[] = {
	{ .old_name = "seq_puts", .new_func = fixed_seq_puts },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

static struct klp_patch patch = {
	.mod = THIS_MODULE,
	.objs = objs,
};

static int livepatch_init(void)
{
	return klp_enable_patch(&patch);
}

static void livepatch_exit(void)
{
}

module_init(livepatch_init);
module_exit(livepatch_exit);
MODULE_LICENSE("GPL");
MODULE_INFO(livepatch, "Y");
