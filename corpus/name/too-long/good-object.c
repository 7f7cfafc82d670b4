// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * 55 characters: as long as a module's name can be.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/types.h>

static int fixed_mini_long_probe(int id)
{
	return id * 2;
}

static struct klp_func funcs[] = {
	{ .old_name = "mini_long_probe", .new_func = fixed_mini_long_probe },
	{},
};

static struct klp_object objs[] = {
	{ .name = "mini_module_with_a_name_that_takes_all_of_55_characters", .funcs = funcs },
	{},
};

module_livepatch(objs);
