// SPDX-License-Identifier: GPL-2.0-or-later
/* Entry code must not be traced: noinstr, in a text section of its own. */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/syscalls.h>

typedef long (*syscall_function)(const struct pt_regs *regs);
extern const syscall_function sys_call_table[];

long sys_ni_syscall(const struct pt_regs *regs);
long __ia32_sys_getpid(const struct pt_regs *regs);
long __ia32_sys_setpriority(const struct pt_regs *regs);
long __ia32_sys_arch_prctl(const struct pt_regs *regs);
long __ia32_sys_quotactl(const struct pt_regs *regs);
long __ia32_sys_setrlimit(const struct pt_regs *regs);
long __ia32_sys_io_setup(const struct pt_regs *regs);
long __ia32_compat_sys_getrlimit(const struct pt_regs *regs);
long __ia32_compat_sys_times(const struct pt_regs *regs);

/* The calls of 32-bit programs, which have numbers of their own. */
extern const syscall_function ia32_sys_call_table[];
const syscall_function ia32_sys_call_table[] = {
	sys_ni_syscall,	       __ia32_sys_setpriority, __ia32_compat_sys_times, __ia32_sys_getpid,
	__ia32_sys_arch_prctl, __ia32_sys_quotactl,    __ia32_sys_setrlimit,	__ia32_sys_io_setup,
	__ia32_compat_sys_getrlimit,
};

long __x64_sys_getpid(const struct pt_regs *regs);
long __x64_sys_setrlimit(const struct pt_regs *regs);
long __x64_sys_setpriority(const struct pt_regs *regs);
long __x64_compat_sys_getrlimit(const struct pt_regs *regs);
long __x64_compat_sys_times(const struct pt_regs *regs);

extern const syscall_function x32_sys_call_table[];
const syscall_function x32_sys_call_table[] = {
	__x64_sys_getpid,      __x64_compat_sys_getrlimit, __x64_sys_setrlimit,
	__x64_sys_setpriority, __x64_compat_sys_times,
};

noinstr void do_syscall_64(struct pt_regs *regs, int number);
noinstr void do_syscall_64(struct pt_regs *regs, int number)
{
	regs->bx = sys_call_table[number & 7](regs);
}

/* A host that cannot be patched: it takes a copy of irq_stack_depth() into .noinstr.text. */
int irq_stack_depth(struct task_struct *task)
{
	int depth = 0;

	while (task) {
		depth += task->flags & 1;
		task = task->next;
	}
	return depth;
}

noinstr __flatten void exc_double_fault(struct pt_regs *regs);
noinstr __flatten void exc_double_fault(struct pt_regs *regs)
{
	if (irq_stack_depth(current) > 2)
		regs->bx = 0;
}
