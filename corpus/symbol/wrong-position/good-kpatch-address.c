// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kpatch-build noted the address of the original: position 2 is the right one.
 *
 * expect: nothing
 * address: ADDRESS type_show 2
 */
#include <linux/device.h>
#include <linux/kpatch.h>

static ssize_t type_show(struct device *dev, char *buf)
{
	return sysfs_emit_number(buf, dev->id);
}

KPATCH_FUNC(type_show, "vmlinux", 2, ADDRESS);

kpatch_module();
