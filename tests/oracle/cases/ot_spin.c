/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A kernel thread that never lets go of its processor, until it is told to end.
 *
 * support: what spin is loaded after
 */
#include <linux/kthread.h>
#include <linux/sched.h>

#include "ot.h"

static struct task_struct *thread;
static bool stop;
module_param(stop, bool, 0600);

static KEEP int ot_spun(void)
{
	barrier();
	return 0;
}

static int ot_spin(void *unused)
{
	while (!READ_ONCE(stop)) {
		ot_spun();
		cpu_relax();
	}
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return 0;
}

static int __init ot_init(void)
{
	thread = kthread_run(ot_spin, NULL, "ot_spin");
	return PTR_ERR_OR_ZERO(thread);
}

static void __exit ot_exit(void)
{
	kthread_stop(thread);
}

module_init(ot_init);
module_exit(ot_exit);
MODULE_DESCRIPTION("klpvet test target");
MODULE_LICENSE("GPL");
