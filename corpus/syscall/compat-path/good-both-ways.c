// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The helper of one way and the entry that is the other.
 *
 * expect: nothing
 * kernel: calls
 */
#include <linux/livepatch.h>
#include <linux/syscalls.h>

static int fixed_sigmask(const unsigned long *mask, size_t size)
{
	return size != 8 || *mask ? -EINVAL : 0;
}

static long fixed_compat_ppoll(const struct pt_regs *regs)
{
	return regs->si ? -EPERM : 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "set_user_sigmask", .new_func = fixed_sigmask },
	{ .old_name = "__ia32_compat_sys_ppoll_time32", .new_func = fixed_compat_ppoll },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
