/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The patched function is the busy thread's own loop.
 *
 * before: ot_thread
 */
#include "ot.h"

LIVEPATCH_OF("ot_thread", FUNCTION("ot_busy", replacement));
