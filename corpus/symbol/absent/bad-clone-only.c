// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The function exists, but only under the name of its clone zap_range.constprop.0.
 *
 * expect: symbol-absent vmlinux zap_range
 * shows: zap_range.constprop.0
 * build: strip
 */
#include <linux/livepatch.h>
#include <linux/types.h>

static unsigned long fixed_zap_range(void *area, unsigned long mask)
{
	return area ? mask : 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "zap_range", .new_func = fixed_zap_range },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
