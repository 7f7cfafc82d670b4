/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The replacement jumps to a helper of the livepatch, which sleeps: no address of the replacement
 * is on the stack then, and disabling and unloading do not wait for the sleeper.
 *
 * do: spawn read /proc/cmdline
 * do: sleep 2
 * do: disable tail_call_sleeps
 * do: settle 5
 * do: unload tail_call_sleeps
 * do: sleep 20
 * not-covered: helpers that replacements jump to are a warning
 */
#include <linux/delay.h>

#include "ot.h"

static KEEP int sleeper(struct seq_file *m)
{
	msleep(15000);
	seq_puts(m, "patched\n");
	return 0;
}

__attribute__((optimize("optimize-sibling-calls")))
static int replacement_tail(struct seq_file *m, void *v)
{
	return sleeper(m);
}

LIVEPATCH_OF(NULL, FUNCTION("cmdline_proc_show", replacement_tail));
