// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Another function of the file is replaced as well, but it is not the caller: klpvet cannot tell, and
 * only warns.
 *
 * expect: inline-folded mini_net budget
 */
#include <linux/livepatch.h>
#include <linux/types.h>

static int fixed_budget(int rounds)
{
	return rounds < 0 ? 0 : rounds;
}

static int fixed_mini_net_open_port(int number)
{
	return number > 0 ? number : 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "budget", .new_func = fixed_budget },
	{ .old_name = "mini_net_open_port", .new_func = fixed_mini_net_open_port },
	{},
};

static struct klp_object objs[] = {
	{ .name = "mini_net", .funcs = funcs },
	{},
};

module_livepatch(objs);
