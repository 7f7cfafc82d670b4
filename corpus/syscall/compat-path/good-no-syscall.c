// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * No system call reaches it by calls.
 *
 * expect: nothing
 * kernel: calls
 */
#include <linux/fs.h>
#include <linux/livepatch.h>

static int fixed_resize(struct file *file, long rows)
{
	return file->count == rows ? 0 : -EINVAL;
}

static long fixed_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	return file->flags & command ? -EPERM : (int)argument;
}

static struct klp_func funcs[] = {
	{ .old_name = "frame_resize", .new_func = fixed_resize },
	{ .old_name = "frame_compat_ioctl", .new_func = fixed_ioctl },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
