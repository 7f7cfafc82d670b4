// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The body of a compat call, inlined into the stubs for 32-bit and for x32 programs.
 *
 * expect: syscall-twin vmlinux __ia32_compat_sys_times
 * shows: __x64_compat_sys_times
 */
#include <linux/livepatch.h>
#include <linux/syscalls.h>

static long fixed_ia32_compat_times(const struct pt_regs *regs)
{
	return regs->si ? -EPERM : 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "__ia32_compat_sys_times", .new_func = fixed_ia32_compat_times },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
