// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The handler of ioctls is patched, the one for 32-bit programs is another function.
 *
 * expect: ioctl-compat-path vmlinux frame_ioctl
 * shows: frame_ioctl frame_compat_ioctl
 * kernel: calls
 */
#include <linux/fs.h>
#include <linux/livepatch.h>

static long fixed_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	return file->flags & command ? -EPERM : (long)argument;
}

static struct klp_func funcs[] = {
	{ .old_name = "frame_ioctl", .new_func = fixed_ioctl },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
