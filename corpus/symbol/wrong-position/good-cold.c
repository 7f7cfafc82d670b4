// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * By address the first state_show() is the second in .symtab.
 *
 * expect: nothing
 * not-checked: symbol-wrong-position
 */
#include <linux/device.h>
#include <linux/livepatch.h>

static ssize_t fixed_state_show(struct device *dev, char *buf)
{
	return sysfs_emit_number(buf, dev->id);
}

static struct klp_func funcs[] = {
	{ .old_name = "state_show", .new_func = fixed_state_show, .old_sympos = 1 },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
