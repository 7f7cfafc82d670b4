// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Without arguments there is one body, under the names of all stubs.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/syscalls.h>

static long fixed_x64_gettid(const struct pt_regs *regs)
{
	return regs->si ? -EPERM : 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "__x64_sys_gettid", .new_func = fixed_x64_gettid },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
