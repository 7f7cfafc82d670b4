// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A variable of another file has the name as well: it counts.
 *
 * expect: symbol-ambiguous vmlinux watchdog
 * shows: watchdog
 * kernel: stripped
 * not-checked: dwarf
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
	{ .old_name = "watchdog", .new_func = fixed_watchdog },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
