// SPDX-License-Identifier: GPL-2.0-or-later
/* type_show() exists in each file of this folder. */
#include <linux/device.h>
#include <linux/kernel.h>

static __noipa ssize_t type_show(struct device *dev, char *buf)
{
	return sysfs_emit_number(buf, dev->id);
}

/* Cold, hence in .text.unlikely: the first in .symtab is not the first by address. */
static __noipa __cold ssize_t state_show(struct device *dev, char *buf)
{
	return sysfs_emit_text(buf, dev->name);
}

extern struct device_attribute core_attributes[];
struct device_attribute core_attributes[] = {
	{ "type", type_show },
	{ "state", state_show },
};

/* A global function with static namesakes: .symtab lists it behind them. */
int wakeup_count(struct device *dev);
__noipa int wakeup_count(struct device *dev)
{
	return dev->power * 2 + dev->id;
}

/* A variable of a name that two files give to functions. */
struct device *set_root = NULL;
