// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The split-off rest is reached only through functions that are patched.
 *
 * expect: nothing
 */
#include <linux/fs.h>
#include <linux/livepatch.h>

static int fixed_generic_permission(struct inode *inode, int mask)
{
	return inode->mode & mask ? 0 : -EACCES;
}

static int fixed_inode_permission(struct inode *inode, int mask)
{
	return inode->mode & mask ? 0 : -EACCES;
}

static int fixed_walk_component(struct inode *inode, int mask)
{
	return inode->mode & mask ? 0 : -EACCES;
}

static struct klp_func funcs[] = {
	{ .old_name = "generic_permission", .new_func = fixed_generic_permission },
	{ .old_name = "inode_permission", .new_func = fixed_inode_permission },
	{ .old_name = "walk_component", .new_func = fixed_walk_component },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
