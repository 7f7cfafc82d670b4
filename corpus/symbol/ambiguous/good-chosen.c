// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One of three is chosen; whether the right one cannot be known here.
 *
 * expect: nothing
 * not-checked: symbol-wrong-position
 */
#include <linux/device.h>
#include <linux/livepatch.h>

static ssize_t fixed_type_show(struct device *dev, char *buf)
{
	return sysfs_emit_number(buf, dev->id);
}

static struct klp_func funcs[] = {
	{ .old_name = "type_show", .new_func = fixed_type_show, .old_sympos = 2 },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
