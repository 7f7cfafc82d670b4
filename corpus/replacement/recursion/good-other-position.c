// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Another function of the same name is called.
 *
 * expect: nothing
 * not-checked: symbol-wrong-position
 */
#include <linux/device.h>
#include <linux/klp_relocation.h>
#include <linux/livepatch.h>
#include <linux/seq_file.h>

ssize_t original(struct device *dev, char *buf) KLP_SYMBOL_AT(vmlinux, vmlinux, type_show, 2);

static ssize_t fixed_type_show(struct device *dev, char *buf)
{
	return original(dev, buf) + 1;
}

static struct klp_func funcs[] = {
	{ .old_name = "type_show", .old_sympos = 3, .new_func = fixed_type_show },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
