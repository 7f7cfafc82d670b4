// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the function stores are constants, which mini_net_open_port() has as they are.
 *
 * expect: inline-folded mini_net mini_net_port_range
 * shows: mini_net_port_range
 */
#include <linux/livepatch.h>
#include <linux/types.h>

static void fixed_mini_net_port_range(int *first, int *last, int *step)
{
	*first = 4096;
	if (last)
		*last = 65535;
	if (step)
		*step = 8;
}

static struct klp_func funcs[] = {
	{ .old_name = "mini_net_port_range", .new_func = fixed_mini_net_port_range },
	{},
};

static struct klp_object objs[] = {
	{ .name = "mini_net", .funcs = funcs },
	{},
};

module_livepatch(objs);
