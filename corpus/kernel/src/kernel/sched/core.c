// SPDX-License-Identifier: GPL-2.0-or-later
/* The scheduler: text of its own, and a weak clock overridden by the architecture. */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/sched.h>

unsigned long sched_clock_cycles(void);

static notrace __sched void __schedule(void)
{
	struct task_struct *next = current->next;

	if (next)
		WRITE_ONCE(current_task, next);
}

noinline void __sched schedule(void)
{
	current->flags |= 2;
	do {
		__schedule();
	} while (current->flags & 8);
}
EXPORT_SYMBOL(schedule);

long __sched schedule_timeout(long timeout)
{
	unsigned long end = sched_clock_cycles() + timeout;

	schedule();
	return end - sched_clock_cycles();
}

unsigned long __weak sched_clock_cycles(void)
{
	return 0;
}

int wake_up_process(struct task_struct *task)
{
	int woken = !(task->flags & 2);

	task->flags &= ~2u;
	return woken;
}
EXPORT_SYMBOL(wake_up_process);

__cpuidle void do_idle(void);
__cpuidle void do_idle(void)
{
	while (!(current->flags & 8))
		schedule();
}
