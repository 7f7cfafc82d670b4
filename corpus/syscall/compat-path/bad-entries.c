// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Both stubs of SYSCALL_DEFINEx() are patched, that of COMPAT_SYSCALL_DEFINEx() is forgotten.
 *
 * expect: syscall-compat-path vmlinux __x64_sys_pselect6
 * shows: __ia32_compat_sys_pselect6
 */
#include <linux/livepatch.h>
#include <linux/syscalls.h>

static long fixed_x64_pselect6(const struct pt_regs *regs)
{
	return regs->si ? -EPERM : 0;
}

static long fixed_ia32_pselect6(const struct pt_regs *regs)
{
	return regs->si ? -EPERM : 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "__x64_sys_pselect6", .new_func = fixed_x64_pselect6 },
	{ .old_name = "__ia32_sys_pselect6", .new_func = fixed_ia32_pselect6 },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
