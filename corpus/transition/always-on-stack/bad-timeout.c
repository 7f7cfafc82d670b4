// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A sleep of limited time, in which kernel threads are most of the time.
 *
 * expect: transition-always-on-stack vmlinux schedule_timeout
 * shows: rescuer_thread khugepaged_wait_work
 * kernel: calls
 */
#include <linux/livepatch.h>

static long fixed(long timeout)
{
	return timeout ? 0 : -EINVAL;
}

static struct klp_func funcs[] = {
	{ .old_name = "schedule_timeout", .new_func = fixed },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
