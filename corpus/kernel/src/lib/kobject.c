// SPDX-License-Identifier: GPL-2.0-or-later
/* The untraceable one among several s_show() functions. */
#include <linux/export.h>
#include <linux/device.h>
#include <linux/kernel.h>
#include <linux/kobject.h>

static __noipa int s_show(struct kobject *kobj)
{
	return kobj->state_flags & 0x1f;
}

void kobject_put(struct kobject *kobj)
{
	if (--kobj->kref.refcount.counter == 0)
		kobj->state_flags = s_show(kobj);
}
EXPORT_SYMBOL(kobject_put);

int kobject_rename(struct kobject *kobj, const char *name)
{
	if (!strlen(name))
		return -EINVAL;
	kobj->name = name;
	return 0;
}
EXPORT_SYMBOL(kobject_rename);

ssize_t sysfs_emit_number(char *buf, unsigned long number)
{
	ssize_t length = 0;

	do {
		buf[length++] = '0' + number % 10;
		number /= 10;
	} while (number);
	return length;
}

ssize_t sysfs_emit_text(char *buf, const char *text)
{
	size_t length = strlen(text);

	memcpy(buf, text, length);
	return length;
}
