// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Position 1 of verbose is the function.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>

static int fixed_verbose(int level)
{
	return level ? 0 : -EINVAL;
}

static struct klp_func funcs[] = {
	{ .old_name = "verbose", .new_func = fixed_verbose, .old_sympos = 1 },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
