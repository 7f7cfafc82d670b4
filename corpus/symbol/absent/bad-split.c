// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The function is split: its head is inlined into the callers, its rest is may_follow_link.part.0.
 *
 * expect: symbol-absent vmlinux may_follow_link
 * shows: may_follow_link.part.0 walk_component link_path_walk
 */
#include <linux/fs.h>
#include <linux/livepatch.h>

static int fixed_may_follow_link(struct inode *inode, int mask)
{
	return inode->mode & mask ? 0 : -EACCES;
}

static struct klp_func funcs[] = {
	{ .old_name = "may_follow_link", .new_func = fixed_may_follow_link },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
