// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The copy is in a clone, which goes by its full name only.
 *
 * expect: inline-copies vmlinux area_matches
 * shows: zap_range.constprop.0
 */
#include <linux/livepatch.h>
#include <linux/types.h>

static int fixed_area_matches(const void *area, unsigned long mask)
{
	return area && mask;
}

static struct klp_func funcs[] = {
	{ .old_name = "area_matches", .new_func = fixed_area_matches },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
