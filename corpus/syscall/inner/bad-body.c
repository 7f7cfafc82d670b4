// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The body of a system call, inlined into the stub of each ABI.
 *
 * expect: syscall-inner vmlinux __do_sys_setpriority
 * shows: __x64_sys_setpriority __ia32_sys_setpriority
 */
#include <linux/livepatch.h>
#include <linux/types.h>

static long fixed_do_sys_setpriority(unsigned long which, unsigned long who)
{
	return which == who ? -EINVAL : 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "__do_sys_setpriority", .new_func = fixed_do_sys_setpriority },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
