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

REPLACEMENT(fixed_schedule, void, void)
REPLACEMENT(fixed_timeout, long, long timeout)
REPLACEMENT(fixed_thread, int, void *data)
REPLACEMENT(fixed_entry, void, int state)
REPLACEMENT(fixed_wait, long, void *options)

LIVEPATCH_OF(NULL, FUNCTION("schedule", fixed_schedule), FUNCTION("schedule_timeout", fixed_timeout),
	     FUNCTION("worker_thread", fixed_thread), FUNCTION("cpu_startup_entry", fixed_entry),
	     FUNCTION("do_idle", fixed_schedule), FUNCTION("do_wait", fixed_wait));
