// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The init function of a module.
 *
 * expect: symbol-in-init mini_net mini_net_init
 */
#include <linux/livepatch.h>
#include <linux/types.h>

static int fixed_mini_net_init(void)
{
	return 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "mini_net_init", .new_func = fixed_mini_net_init },
	{},
};

static struct klp_object objs[] = {
	{ .name = "mini_net", .funcs = funcs },
	{},
};

module_livepatch(objs);
