// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A clone is patched with the prototype of the source: a parameter is gone.
 *
 * expect: symbol-clone vmlinux zap_range.constprop.0
 */
#include <linux/livepatch.h>
#include <linux/types.h>

static unsigned long fixed_zap_range_constprop_0(void *area, unsigned long mask)
{
	return area ? mask : 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "zap_range.constprop.0", .new_func = fixed_zap_range_constprop_0 },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
