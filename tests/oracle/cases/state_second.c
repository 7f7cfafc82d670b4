/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Replaces the owner and takes the state over, in a higher version.
 *
 * before: state_first
 * new: read /proc/cmdline => ^state
 */
#include "ot.h"
#include "state.h"

static struct klp_state states[] = { { .id = 22, .version = 1 }, { .id = 21, .version = 3 }, { } };
STATE_LIVEPATCH("cmdline_proc_show", states, true);
