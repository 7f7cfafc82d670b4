// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A module from elsewhere, unlike any of this kernel: nothing about it can be checked.
 *
 * expect: nothing
 * not-checked: object-misnamed module-file
 */
#include <linux/livepatch.h>

static int fixed_probe(int id)
{
	return id + 1;
}

static struct klp_func funcs[] = {
	{ .old_name = "vendor_probe", .new_func = fixed_probe },
	{},
};

static struct klp_object objs[] = {
	{ .name = "vendor_storage", .funcs = funcs },
	{},
};

module_livepatch(objs);
