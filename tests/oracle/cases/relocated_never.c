/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The relocations belong to a module that the livepatch does not list: nobody applies them, and the
 * pointer stays NULL.
 *
 * before: ot_target
 * do: read /proc/cmdline
 */
#include "relocation.h"

int second_of_target(int value) RELOCATED(ot_target, ot_target, ot_second);

static int (*volatile pointer)(int) = second_of_target;

static int replacement_cmdline(struct seq_file *m, void *v)
{
	seq_printf(m, "second=%d\n", pointer(1));
	return 0;
}

LIVEPATCH_OF(NULL, FUNCTION("cmdline_proc_show", replacement_cmdline));
