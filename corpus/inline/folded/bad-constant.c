// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The compiler computed the call in mini_net_poll(); only the pointer leads to the new code.
 *
 * expect: inline-folded mini_net budget
 * shows: budget
 */
#include <linux/livepatch.h>
#include <linux/types.h>

static int fixed_budget(int rounds)
{
	return rounds < 0 ? 0 : rounds;
}

static struct klp_func funcs[] = {
	{ .old_name = "budget", .new_func = fixed_budget },
	{},
};

static struct klp_object objs[] = {
	{ .name = "mini_net", .funcs = funcs },
	{},
};

module_livepatch(objs);
