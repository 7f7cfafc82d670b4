/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Without a pause, in a helper that is not inlined.
 *
 * expect: loop-no-resched vmlinux cmdline_proc_show
 */
#include "loop.h"

static noinline void wait_for_data(struct seq_file *m)
{
	while (READ_ONCE(m->count) == 0)
		;
}

static int show_when_ready(struct seq_file *m, void *v)
{
	wait_for_data(m);
	return replacement_show(m, v);
}

LIVEPATCH_OF(NULL, FUNCTION("cmdline_proc_show", show_when_ready));
