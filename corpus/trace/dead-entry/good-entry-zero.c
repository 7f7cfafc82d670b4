// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The same function in a kernel without IBT: the exact address is looked up first.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/syscalls.h>

static long fixed_sys_ni_syscall(const struct pt_regs *regs)
{
	return regs->di ? -EPERM : 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "sys_ni_syscall", .new_func = fixed_sys_ni_syscall },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
