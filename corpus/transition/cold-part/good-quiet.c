// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What its unlikely part calls does not sleep.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/fs.h>

static int fixed(struct inode *inode, const char *options)
{
	return inode ? 0 : -EINVAL;
}

static struct klp_func funcs[] = {
	{ .old_name = "mount_root", .new_func = fixed },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
