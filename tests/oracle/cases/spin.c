/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A thread without cond_resched() in its loop, which is not what is patched: it is never found off
 * its processor, and the kernel looks at no other stacks. It is told to end when that was seen.
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
