/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A thread without cond_resched() in its loop holds up the transition, though what is patched is a
 * function elsewhere: nobody else runs where it does, so it is never found off the processor. It must
 * end before soft lockups are looked for.
 *
 * processors: 2
 * before: ot_spin
 * limit: 8
 * do: write /sys/module/ot_spin/parameters/stop 1
 * do: settle 20
 * not-covered: transitions that cannot finish
 */
#include "ot.h"

LIVEPATCH_OF("ot_spin", FUNCTION("ot_spun", replacement));
