// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Both handlers are patched.
 *
 * expect: nothing
 * kernel: calls
 */
#include <linux/fs.h>
#include <linux/livepatch.h>

static long fixed_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	return file->flags & command ? -EPERM : (long)argument;
}

static long fixed_compat_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	return file->flags & command ? -EPERM : (int)argument;
}

static struct klp_func funcs[] = {
	{ .old_name = "frame_ioctl", .new_func = fixed_ioctl },
	{ .old_name = "frame_compat_ioctl", .new_func = fixed_compat_ioctl },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
