// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A clone is patched with the prototype of the source: the pointer became its members.
 *
 * expect: symbol-clone vmlinux acl_permission_check.isra.0
 */
#include <linux/fs.h>
#include <linux/livepatch.h>

static int fixed_acl_permission_check_isra_0(struct inode *inode, int mask)
{
	return inode->mode & mask ? 0 : -EACCES;
}

static struct klp_func funcs[] = {
	{ .old_name = "acl_permission_check.isra.0",
	  .new_func = fixed_acl_permission_check_isra_0 },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
