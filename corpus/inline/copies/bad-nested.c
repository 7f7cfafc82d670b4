// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * seq_put_decimal() inlines seq_pad(), which inlines seq_putc(): it has copies of both.
 *
 * expect: inline-copies vmlinux seq_putc
 * expect: inline-copies vmlinux seq_pad
 * shows: seq_put_decimal
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

static void fixed_seq_putc(struct seq_file *m, char c)
{
	if (!seq_has_overflowed(m))
		m->buf[m->count++] = c;
}

static void fixed_seq_pad(struct seq_file *m, char c)
{
	if (!seq_has_overflowed(m))
		m->buf[m->count++] = c;
}

static struct klp_func funcs[] = {
	{ .old_name = "seq_putc", .new_func = fixed_seq_putc },
	{ .old_name = "seq_pad", .new_func = fixed_seq_pad },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
