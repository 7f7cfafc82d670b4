// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * System calls have a stub per ABI and no symbol of the plain name.
 *
 * expect: syscall-inner vmlinux sys_setrlimit
 * shows: __x64_sys_setrlimit __ia32_sys_setrlimit __se_sys_setrlimit
 * kernel: dwarf4
 */
#include <linux/livepatch.h>
#include <linux/syscalls.h>

static long fixed_sys_setrlimit(const struct pt_regs *regs)
{
	return regs->si ? -EPERM : -EINVAL;
}

static struct klp_func funcs[] = {
	{ .old_name = "sys_setrlimit", .new_func = fixed_sys_setrlimit },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
