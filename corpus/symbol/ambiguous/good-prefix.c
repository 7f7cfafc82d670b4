// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Other names only begin like it.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/types.h>

static int fixed_watchdog_start(void)
{
	return 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "watchdog_start", .new_func = fixed_watchdog_start },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
