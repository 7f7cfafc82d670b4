// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Three files have a type_show(), and the entry does not choose.
 *
 * expect: symbol-ambiguous vmlinux type_show
 * shows: type_show
 */
#include <linux/device.h>
#include <linux/livepatch.h>

static ssize_t fixed_type_show(struct device *dev, char *buf)
{
	return sysfs_emit_number(buf, dev->id);
}

static struct klp_func funcs[] = {
	{ .old_name = "type_show", .new_func = fixed_type_show },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
