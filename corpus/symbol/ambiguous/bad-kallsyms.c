// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Two files have a state_show(), in vmlinux as in the System.map that is given besides.
 *
 * expect: symbol-ambiguous vmlinux state_show
 * options: --kallsyms {kernel}/System.map
 */
#include <linux/device.h>
#include <linux/livepatch.h>

static ssize_t fixed_state_show(struct device *dev, char *buf)
{
	return sysfs_emit_number(buf, dev->id);
}

static struct klp_func funcs[] = {
	{ .old_name = "state_show", .new_func = fixed_state_show },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
