// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Position 2 of hardlockup_count is the function.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/types.h>

static unsigned long fixed_hardlockup_count(unsigned long weight)
{
	return weight * 5;
}

static struct klp_func funcs[] = {
	{ .old_name = "hardlockup_count", .new_func = fixed_hardlockup_count, .old_sympos = 2 },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
