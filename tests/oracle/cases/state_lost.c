/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A cumulative one that forgets the state of the owner, which was replaced by one that has it.
 *
 * before: state_first state_second
 */
#include "ot.h"
#include "state.h"

STATE_LIVEPATCH("cmdline_proc_show", NULL, true);
