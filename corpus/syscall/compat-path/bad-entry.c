// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The entry for 64-bit programs is patched, the separate one for 32-bit programs forgotten.
 *
 * expect: syscall-compat-path vmlinux __x64_sys_ppoll
 * shows: __ia32_compat_sys_ppoll_time32
 * kernel: calls
 */
#include <linux/livepatch.h>
#include <linux/syscalls.h>

static long fixed_ppoll(const struct pt_regs *regs)
{
	return regs->si ? -EPERM : 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "__x64_sys_ppoll", .new_func = fixed_ppoll },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
