// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * compat_ptr_ioctl() calls the handler that is patched.
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

static struct klp_func funcs[] = {
	{ .old_name = "disk_ioctl", .new_func = fixed_ioctl },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
