// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The head of the split function is inlined into its callers.
 *
 * expect: inline-copies vmlinux generic_permission
 * shows: inode_permission walk_component
 * kernel: dwarf4
 */
#include <linux/fs.h>
#include <linux/livepatch.h>

static int fixed_generic_permission(struct inode *inode, int mask)
{
	return inode->mode & mask ? 0 : -EACCES;
}

static struct klp_func funcs[] = {
	{ .old_name = "generic_permission", .new_func = fixed_generic_permission },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
