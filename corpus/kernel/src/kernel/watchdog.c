// SPDX-License-Identifier: GPL-2.0-or-later
/* A function that shares its name with a variable of another file (kernel/panic.c). */
#include <linux/kernel.h>
#include <linux/kthread.h>

static int watchdog(void *data)
{
	unsigned long *touched = data;

	while (!kthread_should_stop()) {
		WRITE_ONCE(*touched, *touched + 1);
		schedule();
	}
	return 0;
}

int watchdog_start(void);
int watchdog_start(void)
{
	static unsigned long touched;

	return kthread_run(watchdog, &touched, "watchdogd") ? 0 : -ENOMEM;
}

/* The per-CPU variable of this name, in kernel/panic.c, comes first in kallsyms. */
noinline unsigned long hardlockup_count(unsigned long weight);
noinline unsigned long hardlockup_count(unsigned long weight)
{
	return weight * 7 + current->flags;
}
