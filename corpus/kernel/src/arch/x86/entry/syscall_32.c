// SPDX-License-Identifier: GPL-2.0-or-later
/* The calls of 32-bit programs: the plain ones, and compat entries where data differ. */
#include <linux/kernel.h>
#include <linux/syscalls.h>

#define IA32_CALLS(call)                                                                           \
	call(5, __ia32_sys_open) call(20, __ia32_sys_getpid)                                       \
	call(76, __ia32_compat_sys_getrlimit) call(75, __ia32_sys_setrlimit)                       \
	call(97, __ia32_sys_setpriority) call(118, __ia32_sys_fsync)                               \
	call(168, __ia32_sys_poll) call(174, __ia32_compat_sys_rt_sigaction)                       \
	call(224, __ia32_sys_gettid) call(265, __ia32_sys_clock_gettime32)                         \
	call(309, __ia32_compat_sys_ppoll_time32)                                                  \
	call(335, __ia32_compat_sys_rt_tgsigqueueinfo)                                             \
	call(403, __ia32_sys_clock_gettime)

#define DECLARE(number, entry) long entry(const struct pt_regs *regs);
#define CASE(number, entry)                                                                        \
	case number:                                                                               \
		return entry(regs);

IA32_CALLS(DECLARE)
long sys_ni_syscall(const struct pt_regs *regs);

long ia32_sys_call(const struct pt_regs *regs, unsigned int number);
long ia32_sys_call(const struct pt_regs *regs, unsigned int number)
{
	switch (number) {
		IA32_CALLS(CASE)
	default:
		return sys_ni_syscall(regs);
	}
}
