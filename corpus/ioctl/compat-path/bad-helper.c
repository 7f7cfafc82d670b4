// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the handler calls is patched; the handler for 32-bit programs does the work itself.
 *
 * expect: ioctl-compat-path vmlinux frame_resize
 * shows: frame_ioctl frame_compat_ioctl
 * kernel: calls
 */
#include <linux/fs.h>
#include <linux/livepatch.h>

static int fixed_resize(struct file *file, long rows)
{
	return file->count == rows ? 0 : -EINVAL;
}

static struct klp_func funcs[] = {
	{ .old_name = "frame_resize", .new_func = fixed_resize },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
