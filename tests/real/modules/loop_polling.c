/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expect: loop-no-resched vmlinux cmdline_proc_show
 */
#include "loop.h"

static int show_when_ready(struct seq_file *m, void *v)
{
	while (READ_ONCE(m->count) == 0)
		cpu_relax();
	return replacement_show(m, v);
}

LIVEPATCH_OF(NULL, FUNCTION("cmdline_proc_show", show_when_ready));
