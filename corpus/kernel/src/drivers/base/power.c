// SPDX-License-Identifier: GPL-2.0-or-later
/* type_show(), state_show() and wakeup_count() for the second time. */
#include <linux/device.h>
#include <linux/kernel.h>

static __noipa ssize_t type_show(struct device *dev, char *buf)
{
	return sysfs_emit_number(buf, dev->power);
}

static __noipa ssize_t state_show(struct device *dev, char *buf)
{
	return sysfs_emit_number(buf, dev->state);
}

static __noipa int wakeup_count(struct device *dev, int reset)
{
	if (reset)
		dev->power = 0;
	return dev->power;
}

static ssize_t wakeup_show(struct device *dev, char *buf)
{
	return sysfs_emit_number(buf, wakeup_count(dev, buf[0] == 'r'));
}

extern struct device_attribute power_attributes[];
struct device_attribute power_attributes[] = {
	{ "type", type_show },
	{ "state", state_show },
	{ "wakeup", wakeup_show },
};
