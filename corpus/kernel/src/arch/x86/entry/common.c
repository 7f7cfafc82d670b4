// SPDX-License-Identifier: GPL-2.0-or-later
/* Entry code must not be traced: noinstr, in a text section of its own. */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/syscalls.h>

typedef long (*syscall_function)(const struct pt_regs *regs);
extern const syscall_function sys_call_table[];

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
