// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A chain that is reached from the native entry alone.
 *
 * expect: syscall-compat-path vmlinux sigaction_check
 * shows: __x64_sys_rt_sigaction __ia32_compat_sys_rt_sigaction __x64_compat_sys_rt_sigaction
 * kernel: calls
 */
#include <linux/livepatch.h>
#include <linux/types.h>

static int fixed_check(int number)
{
	return number < 1 || number > 31 ? -EINVAL : 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "sigaction_check", .new_func = fixed_check },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
