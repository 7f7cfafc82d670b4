// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Entry code is noinstr.
 *
 * expect: trace-no-entry vmlinux do_syscall_64
 */
#include <linux/livepatch.h>
#include <linux/syscalls.h>

static void fixed_do_syscall_64(struct pt_regs *regs, int number)
{
	regs->bx = number;
}

static struct klp_func funcs[] = {
	{ .old_name = "do_syscall_64", .new_func = fixed_do_syscall_64 },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

module_livepatch(objs);
