// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * An int in place of a long: the upper half of a negative result is not set.
 *
 * expect: prototype-mismatch vmlinux loading_show
 */
#include <linux/device.h>
#include <linux/livepatch.h>

static int fixed_loading_show(struct device *dev, char *buf)
{
	return dev && buf ? 0 : -EINVAL;
}

static struct klp_func funcs[] = {
	{ .old_name = "loading_show", .new_func = fixed_loading_show },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
