// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Nested copies: seq_putc() inside seq_pad() inside seq_put_decimal(). The outermost body is the
 * host; seq_pad() is a host as well, by its own symbol.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/seq_file.h>

void seq_putc(struct seq_file *m, char c)
{
	if (m->count >= m->size)
		return;
	m->buf[m->count++] = c;
}
EXPORT_SYMBOL(seq_putc);

noinline void seq_puts(struct seq_file *m, const char *text)
{
	size_t length = strlen(text);

	if (m->count + length >= m->size) {
		m->count = m->size;
		return;
	}
	memcpy(m->buf + m->count, text, length);
	m->count += length;
}
EXPORT_SYMBOL(seq_puts);

__flatten void seq_pad(struct seq_file *m, char c)
{
	size_t missing = m->pad_until - m->count;

	while (missing--)
		seq_putc(m, ' ');
	if (c)
		seq_putc(m, c);
}
EXPORT_SYMBOL(seq_pad);

__flatten void seq_put_decimal(struct seq_file *m, const char *delimiter, unsigned long number)
{
	seq_puts(m, delimiter);
	do {
		seq_putc(m, '0' + number % 10);
		number /= 10;
	} while (number);
	seq_pad(m, '\n');
}
EXPORT_SYMBOL(seq_put_decimal);

/* Without a copy of its own: called once. */
static ssize_t seq_fill(struct seq_file *m, size_t bytes)
{
	while (m->count < bytes && !seq_has_overflowed(m))
		m->buf[m->count++] = 0;
	m->index++;
	return m->count;
}

ssize_t seq_read(struct seq_file *m, char *to, size_t bytes)
{
	ssize_t filled = seq_fill(m, bytes);

	memcpy(to, m->buf, filled);
	return filled;
}
EXPORT_SYMBOL(seq_read);
