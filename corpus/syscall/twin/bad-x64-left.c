// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The other way round: only 32-bit programs get the fix.
 *
 * expect: syscall-twin vmlinux __ia32_sys_setpriority
 * shows: __x64_sys_setpriority
 */
#include <linux/livepatch.h>
#include <linux/syscalls.h>

static long fixed_ia32_setpriority(const struct pt_regs *regs)
{
	return regs->si ? -EPERM : 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "__ia32_sys_setpriority", .new_func = fixed_ia32_setpriority },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
