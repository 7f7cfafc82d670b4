/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Functions that tasks of every kind are in; not do_wait, in which only user tasks sleep.
 *
 * expect: transition-always-on-stack vmlinux schedule
 * expect: transition-always-on-stack vmlinux schedule_timeout
 * expect: transition-always-on-stack vmlinux worker_thread
 * expect: transition-always-on-stack vmlinux cpu_startup_entry
 *
 * undefined: tasks that no longer sleep where they should keep the machine from doing anything else
 */
#include "case.h"

LIVEPATCH_OF(NULL, FUNCTION("schedule", replacement), FUNCTION("schedule_timeout", replacement),
	     FUNCTION("worker_thread", replacement), FUNCTION("cpu_startup_entry", replacement),
	     FUNCTION("do_idle", replacement), FUNCTION("do_wait", replacement));
