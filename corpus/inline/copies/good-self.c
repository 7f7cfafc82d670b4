// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Split and put together again: DWARF shows it inlined into itself.
 *
 * expect: nothing
 */
#include <linux/fs.h>
#include <linux/livepatch.h>

static int fixed_bprm_execve(struct file *file, int flags)
{
	return file->inode ? flags & 8 : -ENOENT;
}

static struct klp_func funcs[] = {
	{ .old_name = "bprm_execve", .new_func = fixed_bprm_execve },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
