// SPDX-License-Identifier: GPL-2.0-or-later
/* The native and the x32 calls are told apart by code; the table is for tracing. */
#include <linux/kernel.h>
#include <linux/syscalls.h>

#define NATIVE_CALLS(call)                                                                         \
	call(2, __x64_sys_open) call(7, __x64_sys_poll) call(13, __x64_sys_rt_sigaction)           \
	call(39, __x64_sys_getpid) call(74, __x64_sys_fsync) call(97, __x64_sys_getrlimit)         \
	call(141, __x64_sys_setpriority) call(160, __x64_sys_setrlimit)                            \
	call(186, __x64_sys_gettid) call(228, __x64_sys_clock_gettime)                             \
	call(271, __x64_sys_ppoll) call(297, __x64_sys_rt_tgsigqueueinfo)

#define X32_CALLS(call)                                                                            \
	call(512, __x64_compat_sys_rt_sigaction) call(524, __x64_compat_sys_rt_tgsigqueueinfo)

/* What x32 has of its own, and the native calls that it shares. */
#define X32_SHARED_CALLS(call)                                                                     \
	call(2, __x64_sys_open) call(7, __x64_sys_poll) call(39, __x64_sys_getpid)                 \
	call(74, __x64_sys_fsync) call(97, __x64_sys_getrlimit)                                    \
	call(141, __x64_sys_setpriority) call(160, __x64_sys_setrlimit)                            \
	call(186, __x64_sys_gettid) call(228, __x64_sys_clock_gettime)

#define DECLARE(number, entry) long entry(const struct pt_regs *regs);
#define CASE(number, entry)                                                                        \
	case number:                                                                               \
		return entry(regs);
#define ELEMENT(number, entry) [number] = entry,

NATIVE_CALLS(DECLARE)
X32_CALLS(DECLARE)
long sys_ni_syscall(const struct pt_regs *regs);

typedef long (*syscall_function)(const struct pt_regs *regs);
extern const syscall_function traced_call_table[];
const syscall_function traced_call_table[300] = {
	[0 ... 299] = sys_ni_syscall,
	NATIVE_CALLS(ELEMENT)
};

long x64_sys_call(const struct pt_regs *regs, unsigned int number);
long x64_sys_call(const struct pt_regs *regs, unsigned int number)
{
	switch (number) {
		NATIVE_CALLS(CASE)
	default:
		return sys_ni_syscall(regs);
	}
}

long x32_sys_call(const struct pt_regs *regs, unsigned int number);
long x32_sys_call(const struct pt_regs *regs, unsigned int number)
{
	switch (number) {
		X32_SHARED_CALLS(CASE)
		X32_CALLS(CASE)
	default:
		return sys_ni_syscall(regs);
	}
}
