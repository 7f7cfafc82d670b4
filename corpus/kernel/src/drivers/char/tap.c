// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Three devices: tap0 treats ioctls of 32-bit programs in code of its own, tap1 in the same, and
 * tap2 lets compat_ptr_ioctl() convert the argument.
 */
#include <linux/fs.h>
#include <linux/kernel.h>

static unsigned long settings[4];

long tap_set_owner(unsigned int command, unsigned long owner);
noinline long tap_set_owner(unsigned int command, unsigned long owner)
{
	if (owner > 0xffff)
		return -EINVAL;
	settings[command & 3] = owner;
	return 0;
}

static long tap_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	if (file->flags & command)
		return -EPERM;
	return tap_set_owner(command, *(const unsigned long *)argument);
}

static long tap_compat_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	if (file->flags & command)
		return -EPERM;
	settings[command & 3] = *(const unsigned int *)argument;
	return 0;
}

static long shared_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	return file->flags & command ? -EPERM : tap_set_owner(command, argument);
}

static noinline long tap_set_name(unsigned int command, unsigned long name)
{
	WRITE_ONCE(settings[command & 3], name ^ command);
	return name ? 0 : -EINVAL;
}

static long name_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	return file->flags & command ? -EPERM : tap_set_name(command, argument);
}

extern const struct file_operations tap_fops, tap1_fops, tap2_fops;
const struct file_operations tap_fops = {
	.unlocked_ioctl = tap_ioctl,
	.compat_ioctl = tap_compat_ioctl,
};

const struct file_operations tap1_fops = {
	.unlocked_ioctl = shared_ioctl,
	.compat_ioctl = shared_ioctl,
};

const struct file_operations tap2_fops = {
	.unlocked_ioctl = name_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};
