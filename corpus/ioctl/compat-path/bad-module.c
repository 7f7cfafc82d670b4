// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The same in a module.
 *
 * expect: ioctl-compat-path mini_ioctl mini_ioctl_reset
 * shows: mini_ioctl mini_compat_ioctl
 * kernel: calls
 */
#include <linux/fs.h>
#include <linux/livepatch.h>

static int fixed_reset(struct file *file)
{
	return file->count ? 0 : -EINVAL;
}

static struct klp_func funcs[] = {
	{ .old_name = "mini_ioctl_reset", .new_func = fixed_reset },
	{},
};

static struct klp_object objs[] = {
	{ .name = "mini_ioctl", .funcs = funcs },
	{},
};

module_livepatch(objs);
