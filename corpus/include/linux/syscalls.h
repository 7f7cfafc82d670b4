/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_SYSCALLS_H
#define _LINUX_SYSCALLS_H

#include <linux/types.h>

struct pt_regs {
	unsigned long di, si, dx, r10, r8, r9;
	unsigned long bx, cx, orig_ax;
};

/*
 * System call entries of x86-64: a stub per ABI takes the arguments out of the registers. A body
 * that is inlined into its stubs exists once per stub; the _SHARED form keeps one body.
 */
#define __SYSCALL_STUBS2(stub64, stub32, body)                                                     \
	static long body(unsigned long first, unsigned long second);                               \
	long stub64(const struct pt_regs *regs);                                                   \
	long stub64(const struct pt_regs *regs)                                                    \
	{                                                                                          \
		return body(regs->di, regs->si);                                                   \
	}                                                                                          \
	long stub32(const struct pt_regs *regs);                                                   \
	long stub32(const struct pt_regs *regs)                                                    \
	{                                                                                          \
		return body((unsigned int)regs->bx, (unsigned int)regs->cx);                       \
	}

#define SYSCALL_DEFINE2(name, first, second)                                                       \
	__SYSCALL_STUBS2(__x64_sys_##name, __ia32_sys_##name, __do_sys_##name)                     \
	static __always_inline long __do_sys_##name(unsigned long first, unsigned long second)

#define SYSCALL_DEFINE2_SHARED(name, first, second)                                                \
	__SYSCALL_STUBS2(__x64_sys_##name, __ia32_sys_##name, __se_sys_##name)                     \
	static noinline long __se_sys_##name(unsigned long first, unsigned long second)

/* The compat call of 32-bit programs, and of x32 programs on the 64-bit side. */
#define COMPAT_SYSCALL_DEFINE2(name, first, second)                                                \
	__SYSCALL_STUBS2(__x64_compat_sys_##name, __ia32_compat_sys_##name,                        \
			 __do_compat_sys_##name)                                                   \
	static __always_inline long __do_compat_sys_##name(unsigned long first,                    \
							   unsigned long second)

/* Without arguments there is nothing to convert: one body under three names. */
#define SYSCALL_DEFINE0(name)                                                                      \
	static long __do_sys_##name(const struct pt_regs *regs);                                   \
	long __x64_sys_##name(const struct pt_regs *regs) __alias(__do_sys_##name);                \
	long __ia32_sys_##name(const struct pt_regs *regs) __alias(__do_sys_##name);               \
	static long __do_sys_##name(const struct pt_regs *regs)

/* A call that may be configured out: weak stubs, overridden where the call exists. */
#define COND_SYSCALL(name)                                                                         \
	long __x64_sys_##name(const struct pt_regs *regs);                                         \
	__weak long __x64_sys_##name(const struct pt_regs *regs)                                   \
	{                                                                                          \
		return sys_ni_syscall(regs);                                                       \
	}                                                                                          \
	long __ia32_sys_##name(const struct pt_regs *regs);                                        \
	__weak long __ia32_sys_##name(const struct pt_regs *regs)                                  \
	{                                                                                          \
		return sys_ni_syscall(regs);                                                       \
	}

#endif
