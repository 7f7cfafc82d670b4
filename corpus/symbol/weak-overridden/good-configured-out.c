// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The weak default stands in kernel/sys_ni.c for the case that the call is configured out.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/syscalls.h>

static long fixed_arch_prctl(const struct pt_regs *regs)
{
	return regs->si ? -EPERM : 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "__x64_sys_arch_prctl", .new_func = fixed_arch_prctl },
	{ .old_name = "__ia32_sys_arch_prctl", .new_func = fixed_arch_prctl },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
