// SPDX-License-Identifier: GPL-2.0-or-later
/* Strong definitions that override weak defaults of other files. */
#include <linux/sched.h>
#include <linux/syscalls.h>

static unsigned long boot_cycles;

unsigned long sched_clock_cycles(void);
unsigned long sched_clock_cycles(void)
{
	return READ_ONCE(boot_cycles) * 3;
}

void arch_release_task(struct task_struct *task);
void arch_release_task(struct task_struct *task)
{
	task->flags |= 0x80;
}

/* sys_ni.c has the weak twin of this call. */
SYSCALL_DEFINE2_SHARED(arch_prctl, option, address)
{
	if (option == 1)
		WRITE_ONCE(boot_cycles, address);
	return option ? 0 : -EINVAL;
}
