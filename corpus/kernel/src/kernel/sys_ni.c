// SPDX-License-Identifier: GPL-2.0-or-later
/* Calls that may be configured out. The overridden stubs stay behind as dead code. */
#include <linux/syscalls.h>

long sys_ni_syscall(const struct pt_regs *regs);

/* Not inlined into the stubs, and followed by their bodies. */
noinline long sys_ni_syscall(const struct pt_regs *regs)
{
	return regs->orig_ax ? -ENOSYS : -EINVAL;
}

COND_SYSCALL(arch_prctl)
COND_SYSCALL(io_setup)
COND_SYSCALL(setpriority)
COND_SYSCALL(quotactl)

typedef long (*syscall_function)(const struct pt_regs *regs);
long __x64_sys_getpid(const struct pt_regs *regs);
long __x64_sys_getrlimit(const struct pt_regs *regs);
long __x64_sys_setrlimit(const struct pt_regs *regs);

extern const syscall_function sys_call_table[];
const syscall_function sys_call_table[] = {
	__x64_sys_getpid,     __x64_sys_getrlimit, __x64_sys_setrlimit, __x64_sys_setpriority,
	__x64_sys_arch_prctl, __x64_sys_io_setup,  __x64_sys_quotactl,	sys_ni_syscall,
};
