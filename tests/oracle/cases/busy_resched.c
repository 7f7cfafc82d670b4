/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A busy kernel thread that calls cond_resched() is switched, by that call (since 6.4) or when it is
 * found off the processor. But it never sleeps, and a grace period of RCU tasks waits for that: it is
 * part of taking the redirection away.
 *
 * before: ot_thread
 * not-covered: threads that never sleep; disabling waits for their grace period for ever
 */
#include "ot.h"

LIVEPATCH_OF("ot_thread", FUNCTION("ot_work", replacement));
