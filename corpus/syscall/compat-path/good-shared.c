// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What both ways end in.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/types.h>

static int fixed_select(unsigned long count, unsigned long timeout)
{
	return timeout > count ? -EINVAL : 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "core_sys_select", .new_func = fixed_select },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
