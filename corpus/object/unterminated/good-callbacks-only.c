// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Callbacks alone, with an array of functions that holds nothing but its end.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>

static int prepare(struct klp_object *obj)
{
	return obj->patched ? -EBUSY : 0;
}

static struct klp_func no_funcs[] = {
	{},
};

static struct klp_object objs[] = {
	{ .funcs = no_funcs, .callbacks = { .pre_patch = prepare } },
	{},
};

module_livepatch(objs);
