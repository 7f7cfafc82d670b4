// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The entry of a system call, and one that is an alias.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/syscalls.h>

static long fixed_open(const struct pt_regs *regs)
{
	return regs ? 0 : -EINVAL;
}

static long fixed_getpid(const struct pt_regs *regs)
{
	return regs ? 1 : -EINVAL;
}

static struct klp_func funcs[] = {
	{ .old_name = "__x64_sys_open", .new_func = fixed_open },
	{ .old_name = "__do_sys_getpid", .new_func = fixed_getpid },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
