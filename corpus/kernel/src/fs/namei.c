// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Splitting: the compiler cuts the unlikely rest of these functions off (.part.0) and may put it
 * back where it came from. Such an instance of a function inside itself is no copy.
 */
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/kernel.h>

static noinline int acl_permission_check(struct inode *inode, int mask)
{
	int bits = inode->mode & 7;

	if (inode->uid)
		bits = (inode->mode >> 6) & 7;
	return mask & ~bits ? -EACCES : 0;
}

int generic_permission(struct inode *inode, int mask)
{
	int error;

	if (!inode->flags)
		return 0;
	error = acl_permission_check(inode, mask);
	if (error != -EACCES)
		return error;
	pr_info("denied %d\n", mask);
	if (inode->next)
		return acl_permission_check(inode->next, mask & 3);
	pr_info("no parent %u\n", inode->generation);
	return -EACCES;
}
EXPORT_SYMBOL(generic_permission);

int inode_permission(struct inode *inode, int mask)
{
	int error;

	if (unlikely(mask & 2) && inode->flags & 1)
		return -EPERM;
	error = generic_permission(inode, mask);
	if (error)
		return error;
	return inode->next ? generic_permission(inode->next, mask) : 0;
}
EXPORT_SYMBOL(inode_permission);

/* The head is inlined into its two callers; what they share is called by .part name. */
static int may_follow_link(struct inode *inode, int depth)
{
	if (likely(!(inode->flags & 0x10)))
		return 0;
	pr_info("link %u depth %d\n", inode->generation, depth);
	if (depth > 8)
		return -EINVAL;
	WARN_ON(inode->uid == 5);
	pr_info("follow %d\n", depth);
	return acl_permission_check(inode, 4);
}

int walk_component(struct inode *inode, int depth);
int walk_component(struct inode *inode, int depth)
{
	int error = may_follow_link(inode, depth);

	return error ? error : inode_permission(inode, 1);
}

int link_path_walk(struct inode *inode);
int link_path_walk(struct inode *inode)
{
	int depth = 0;

	while (inode) {
		if (may_follow_link(inode, depth++))
			return -EACCES;
		inode = inode->next;
	}
	return depth;
}

/* There are two set_root() functions (the other: fs/super.c) and a variable of the name. */
static __noipa struct inode *set_root(struct inode *inode)
{
	while (inode->next)
		inode = inode->next;
	return inode;
}

struct inode *path_root(struct inode *inode);
struct inode *path_root(struct inode *inode)
{
	return set_root(inode);
}
