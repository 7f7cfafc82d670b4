// SPDX-License-Identifier: GPL-2.0-or-later
/* type_show() for the third time; s_show() among others. */
#include <linux/device.h>
#include <linux/init.h>
#include <linux/kernel.h>

static __noipa ssize_t type_show(struct device *dev, char *buf)
{
	return sysfs_emit_text(buf, dev->parent ? "child" : "root");
}

static __noipa int s_show(struct device *dev)
{
	return dev->state ^ dev->power;
}

static ssize_t loading_show(struct device *dev, char *buf)
{
	return sysfs_emit_number(buf, s_show(dev));
}

extern struct device_attribute firmware_attributes[];
struct device_attribute firmware_attributes[] = {
	{ "type", type_show },
	{ "loading", loading_show },
};

static int __init firmware_class_init(void)
{
	firmware_attributes[0].name = "kind";
	return 0;
}
late_initcall(firmware_class_init);
