/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_DEVICE_H
#define _LINUX_DEVICE_H

#include <linux/types.h>

struct device {
	const char *name;
	struct device *parent;
	unsigned int power, state, id;
};

struct device_attribute {
	const char *name;
	ssize_t (*show)(struct device *dev, char *buf);
};

ssize_t sysfs_emit_number(char *buf, unsigned long number);
ssize_t sysfs_emit_text(char *buf, const char *text);

#endif
