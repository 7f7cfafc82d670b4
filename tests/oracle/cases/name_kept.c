/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Its own name is taken, though it was replaced long ago.
 *
 * before: name_kept state_first
 */
#include "ot.h"
#include "state.h"

static struct klp_state states[] = { { .id = 21, .version = 2 }, { } };
STATE_LIVEPATCH("cmdline_proc_show", states, true);
