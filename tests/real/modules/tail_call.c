/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A jump to a helper that sleeps.
 *
 * expect: transition-tail-call vmlinux cmdline_proc_show
 */
#include <linux/delay.h>

#include "case.h"

static noinline int sleeper(struct seq_file *m)
{
	msleep(15000);
	seq_puts(m, "patched\n");
	return 0;
}

__attribute__((optimize("optimize-sibling-calls")))
static int replacement_jumps(struct seq_file *m, void *v)
{
	return sleeper(m);
}

LIVEPATCH_OF(NULL, FUNCTION("cmdline_proc_show", replacement_jumps));
