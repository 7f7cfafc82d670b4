// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * System calls without arguments have one body under three names.
 *
 * expect: symbol-alias vmlinux __ia32_sys_getpid
 * shows: __x64_sys_getpid
 */
#include <linux/livepatch.h>
#include <linux/syscalls.h>

static long fixed_x64_sys_getpid(const struct pt_regs *regs)
{
	return regs->di ? -EPERM : 0;
}

static long fixed_ia32_sys_getpid(const struct pt_regs *regs)
{
	return regs->di ? -EPERM : 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "__x64_sys_getpid", .new_func = fixed_x64_sys_getpid },
	{ .old_name = "__ia32_sys_getpid", .new_func = fixed_ia32_sys_getpid },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
