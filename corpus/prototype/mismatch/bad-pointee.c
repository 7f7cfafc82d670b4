// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A pointer to another structure, and fewer parameters: a warning and a note.
 *
 * expect: prototype-mismatch vmlinux tcp_abort
 * expect: prototype-mismatch vmlinux walk_component
 */
#include <linux/fs.h>
#include <linux/livepatch.h>

static int fixed_tcp_abort(struct file *file, int error)
{
	return file ? error : 0;
}

static int fixed_walk_component(struct inode *inode)
{
	return inode ? 0 : -EINVAL;
}

static struct klp_func funcs[] = {
	{ .old_name = "tcp_abort", .new_func = fixed_tcp_abort },
	{ .old_name = "walk_component", .new_func = fixed_walk_component },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
