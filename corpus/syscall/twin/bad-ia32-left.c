// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The body is inlined into the stub of each ABI, and only one of them is patched.
 *
 * expect: syscall-twin vmlinux __x64_sys_setpriority
 * shows: __ia32_sys_setpriority
 */
#include <linux/livepatch.h>
#include <linux/syscalls.h>

static long fixed_x64_setpriority(const struct pt_regs *regs)
{
	return regs->si ? -EPERM : 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "__x64_sys_setpriority", .new_func = fixed_x64_setpriority },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
