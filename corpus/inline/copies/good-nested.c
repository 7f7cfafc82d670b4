// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * All three levels are patched.
 *
 * expect: nothing
 * kernel: dwarf4
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

static void fixed_seq_put_decimal(struct seq_file *m, const char *delimiter, unsigned long number)
{
	seq_puts(m, delimiter);
	m->index = number;
}

static struct klp_func funcs[] = {
	{ .old_name = "seq_putc", .new_func = fixed_seq_putc },
	{ .old_name = "seq_pad", .new_func = fixed_seq_pad },
	{ .old_name = "seq_put_decimal", .new_func = fixed_seq_put_decimal },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
