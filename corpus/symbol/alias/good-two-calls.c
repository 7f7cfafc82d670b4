// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Two system calls without arguments: two bodies.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/syscalls.h>

static long fixed_x64_sys_getpid(const struct pt_regs *regs)
{
	return regs->di ? -EPERM : 0;
}

static long fixed_x64_sys_gettid(const struct pt_regs *regs)
{
	return regs->di ? -EPERM : 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "__x64_sys_getpid", .new_func = fixed_x64_sys_getpid },
	{ .old_name = "__x64_sys_gettid", .new_func = fixed_x64_sys_gettid },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
