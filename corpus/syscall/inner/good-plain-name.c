// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A function that is called like the inner one of a system call, and has a symbol.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/syscalls.h>

static long fixed_ni_syscall(const struct pt_regs *regs)
{
	return regs->si ? -ENOSYS : -EINVAL;
}

static struct klp_func funcs[] = {
	{ .old_name = "sys_ni_syscall", .new_func = fixed_ni_syscall },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
