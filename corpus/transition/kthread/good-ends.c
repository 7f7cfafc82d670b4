// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The main function of a thread that does its work and ends.
 *
 * expect: nothing
 * kernel: calls
 */
#include <linux/livepatch.h>

static int fixed(void *argument)
{
	return argument ? 0 : -EINVAL;
}

static struct klp_func funcs[] = {
	{ .old_name = "prune_tree_thread", .new_func = fixed },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
