/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Replaces nothing, but has the state in a lower version.
 *
 * before: state_first state_second
 */
#include "ot.h"
#include "state.h"

static struct klp_state states[] = { { .id = 21, .version = 2 }, { } };
STATE_LIVEPATCH("uptime_proc_show", states, false);
