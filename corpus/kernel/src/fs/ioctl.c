// SPDX-License-Identifier: GPL-2.0-or-later
/* A handler of ioctls for 32-bit programs that only calls the one for 64-bit programs. */
#include <linux/fs.h>
#include <linux/kernel.h>

long compat_ptr_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	if (!file->operations->unlocked_ioctl)
		return -EINVAL;
	return file->operations->unlocked_ioctl(file, command, (unsigned int)argument);
}
