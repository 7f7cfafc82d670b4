/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Like tail_call_sleeps, but the replacement calls the helper and stays on the stack: disabling
 * waits for the sleeper.
 *
 * do: spawn read /proc/cmdline
 * do: sleep 2
 * do: disable call_sleeps
 * do: settle 5
 * do: unload call_sleeps
 * do: sleep 20
 * do: settle 20
 * do: join
 */
#include <linux/delay.h>

#include "ot.h"

static KEEP int sleeper(struct seq_file *m)
{
	msleep(15000);
	seq_puts(m, "patched\n");
	return 0;
}

static int replacement_call(struct seq_file *m, void *v)
{
	int error = sleeper(m);

	barrier();
	return error;
}

LIVEPATCH_OF(NULL, FUNCTION("cmdline_proc_show", replacement_call));
