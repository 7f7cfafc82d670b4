/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Replaces nothing, so that it need not know the state.
 *
 * before: state_first state_second
 * new: read /proc/uptime => ^state
 */
#include "ot.h"
#include "state.h"

STATE_LIVEPATCH("uptime_proc_show", NULL, false);
