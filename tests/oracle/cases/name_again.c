/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Its own name is taken, while it is in force.
 *
 * before: name_again
 */
#include "ot.h"
#include "state.h"

STATE_LIVEPATCH("cmdline_proc_show", NULL, true);
