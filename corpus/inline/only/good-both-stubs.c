// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Both stubs are patched instead of the body they share.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/syscalls.h>

static long fixed_x64_sys_setpriority(const struct pt_regs *regs)
{
	return regs->di ? -EPERM : 0;
}

static long fixed_ia32_sys_setpriority(const struct pt_regs *regs)
{
	return regs->di ? -EPERM : 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "__x64_sys_setpriority", .new_func = fixed_x64_sys_setpriority },
	{ .old_name = "__ia32_sys_setpriority", .new_func = fixed_ia32_sys_setpriority },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
