// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The entry of a system call takes the registers of the task, not the arguments of the call.
 *
 * expect: prototype-mismatch vmlinux __x64_sys_open
 */
#include <linux/livepatch.h>

static long fixed_open(const char *name, int flags, unsigned short mode)
{
	return name && flags && mode ? 0 : -EINVAL;
}

static struct klp_func funcs[] = {
	{ .old_name = "__x64_sys_open", .new_func = fixed_open },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
