// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * An alias: what counts is the address.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/syscalls.h>

static long fixed_ia32_sys_gettid(const struct pt_regs *regs)
{
	return regs->di ? -EPERM : 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "__ia32_sys_gettid", .new_func = fixed_ia32_sys_gettid },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
