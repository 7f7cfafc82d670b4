// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A function on each way.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/types.h>

static int fixed_pselect(unsigned long count, const unsigned long *timeout)
{
	return timeout && *timeout > count ? -EINVAL : 0;
}

static int fixed_compat_pselect(unsigned int count, const unsigned int *timeout)
{
	return timeout && timeout[0] > count ? -EINVAL : 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "do_pselect", .new_func = fixed_pselect },
	{ .old_name = "do_compat_pselect", .new_func = fixed_compat_pselect },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
