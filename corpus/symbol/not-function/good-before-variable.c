// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Position 1 of watchdog is the function.
 *
 * expect: nothing
 */
#include <linux/kthread.h>
#include <linux/livepatch.h>

static int fixed_watchdog(void *data)
{
	while (!kthread_should_stop())
		schedule_timeout(100);
	return 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "watchdog", .new_func = fixed_watchdog, .old_sympos = 1 },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
