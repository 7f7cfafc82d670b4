/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whoever calls the replacement stays in it, so that disabling waits for ever.
 *
 * expect: transition-no-return vmlinux cmdline_proc_show
 * beyond: a task that never leaves the replacement keeps it from being disabled
 * do: spawn read /proc/cmdline
 * do: sleep 2
 * do: disable no_return
 * do: settle 20
 */
#include <linux/delay.h>

#include "loop.h"

static int show_for_ever(struct seq_file *m, void *v)
{
	for (;;) {
		WRITE_ONCE(m->count, 0);
		msleep(1000);
	}
	return replacement_show(m, v);
}

LIVEPATCH_OF(NULL, FUNCTION("cmdline_proc_show", show_for_ever));
