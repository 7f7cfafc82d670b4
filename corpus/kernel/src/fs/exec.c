// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A function that the compiler splits and puts together again: DWARF shows bprm_execve() inlined
 * into bprm_execve() and nowhere else. That is no copy.
 */
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/kernel.h>

int bprm_execve(struct file *file, int flags)
{
	struct inode *inode;

	if (likely(!(file->flags & 8)))
		return 0;
	for (inode = file->inode; inode; inode = inode->next) {
		if (inode->flags & flags)
			inode->blocks++;
		if (generic_permission(inode, 1))
			fput(file);
	}
	file->flags |= flags;
	return 0;
}
EXPORT_SYMBOL(bprm_execve);

int kernel_execve(struct file *file);
__attribute__((__optimize__("no-inline-small-functions", "no-inline-functions"))) int
kernel_execve(struct file *file)
{
	return bprm_execve(file, 3) + bprm_execve(file, 1);
}
