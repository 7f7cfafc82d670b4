/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Knows the state in a lower version than the last owner, if not than the first.
 *
 * before: state_first state_second
 */
#include "ot.h"
#include "state.h"

static struct klp_state states[] = { { .id = 21, .version = 2 }, { .id = 22, .version = 1 }, { } };
STATE_LIVEPATCH("cmdline_proc_show", states, true);
