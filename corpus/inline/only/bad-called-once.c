// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Called once, so inlined there; no body of its own.
 *
 * expect: inline-only vmlinux seq_fill
 * shows: seq_read
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

static ssize_t fixed_seq_fill(struct seq_file *m, size_t bytes)
{
	return m->count < bytes ? m->count : bytes;
}

static struct klp_func funcs[] = {
	{ .old_name = "seq_fill", .new_func = fixed_seq_fill },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
