/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_SEQ_FILE_H
#define _LINUX_SEQ_FILE_H

#include <linux/types.h>

struct seq_file {
	char *buf;
	size_t size, from, count, pad_until;
	loff_t index;
	void *private;
};

void seq_putc(struct seq_file *m, char c);
void seq_puts(struct seq_file *m, const char *text);
void seq_pad(struct seq_file *m, char c);
void seq_put_decimal(struct seq_file *m, const char *delimiter, unsigned long number);
ssize_t seq_read(struct seq_file *m, char *to, size_t bytes);

static inline bool seq_has_overflowed(struct seq_file *m)
{
	return m->count == m->size;
}

#endif
