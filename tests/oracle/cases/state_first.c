/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The owner of a system state.
 *
 * new: read /proc/cmdline => ^state
 */
#include "ot.h"
#include "state.h"

static struct klp_state states[] = { { .id = 21, .version = 2 }, { } };
STATE_LIVEPATCH("cmdline_proc_show", states, true);
