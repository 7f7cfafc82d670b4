// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kpatch-build gives global functions position 0, although a static function has the name too.
 *
 * expect: symbol-ambiguous vmlinux wakeup_count
 * address: ADDRESS wakeup_count
 * build: strip
 */
#include <linux/device.h>
#include <linux/kpatch.h>

int wakeup_count(struct device *dev);
int wakeup_count(struct device *dev)
{
	return dev->power;
}

KPATCH_FUNC(wakeup_count, "vmlinux", 0, ADDRESS);

kpatch_module();
