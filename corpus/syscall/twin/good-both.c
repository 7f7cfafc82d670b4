// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Both stubs are patched.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/syscalls.h>

static long fixed_x64_setpriority(const struct pt_regs *regs)
{
	return regs->si ? -EPERM : 0;
}

static long fixed_ia32_setpriority(const struct pt_regs *regs)
{
	return regs->si ? -EPERM : 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "__x64_sys_setpriority", .new_func = fixed_x64_setpriority },
	{ .old_name = "__ia32_sys_setpriority", .new_func = fixed_ia32_setpriority },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
