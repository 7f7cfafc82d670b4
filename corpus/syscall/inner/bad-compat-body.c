// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The body of a compat call, inlined into the stubs of both ABIs.
 *
 * expect: syscall-inner vmlinux __do_compat_sys_times
 * shows: __x64_compat_sys_times __ia32_compat_sys_times
 */
#include <linux/livepatch.h>
#include <linux/types.h>

static long fixed_times(unsigned long buffer, unsigned long unused)
{
	return buffer ? -EINVAL : (long)unused;
}

static struct klp_func funcs[] = {
	{ .old_name = "__do_compat_sys_times", .new_func = fixed_times },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
