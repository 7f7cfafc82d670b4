// SPDX-License-Identifier: GPL-2.0-or-later
/* do_sys_open() in every entry of open(2): hosts that are all system call stubs. */
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/syscalls.h>

static struct file files[8];

int do_sys_open(const char *name, int flags, umode_t mode)
{
	size_t length = strlen(name);

	if (!length || length > 255)
		return -EINVAL;
	if (flags & ~0xff)
		return -EINVAL;
	files[length & 7].flags = flags | mode;
	return length & 7;
}

long __x64_sys_open(const struct pt_regs *regs);
__flatten long __x64_sys_open(const struct pt_regs *regs)
{
	return do_sys_open((const char *)regs->di, regs->si, regs->dx);
}

long __ia32_sys_open(const struct pt_regs *regs);
__flatten long __ia32_sys_open(const struct pt_regs *regs)
{
	return do_sys_open((const char *)regs->bx, regs->cx, regs->dx);
}

void fput(struct file *file)
{
	if (--file->count == 0)
		file->inode = NULL;
}
EXPORT_SYMBOL(fput);
