/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loops that count to a constant, and to a number of the caller's.
 *
 * expect: clean
 */
#include "loop.h"

static int show_and_count(struct seq_file *m, void *v)
{
	unsigned int total = m->count, i;

	for (i = 0; i < 40; i++)
		barrier();
	for (i = 0; i < total; i++)
		barrier();
	return replacement_show(m, v);
}

LIVEPATCH_OF(NULL, FUNCTION("cmdline_proc_show", show_and_count));
