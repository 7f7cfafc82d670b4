/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A kernel thread that never sleeps, but lets others run with cond_resched().
 *
 * support: what busy_resched is loaded after
 */
#include <linux/kthread.h>
#include <linux/sched.h>

#include "ot.h"

static struct task_struct *thread;

static KEEP int ot_work(void)
{
	barrier();
	return 0;
}

static int ot_busy(void *unused)
{
	while (!kthread_should_stop()) {
		ot_work();
		cond_resched();
	}
	return 0;
}

static int __init ot_init(void)
{
	thread = kthread_run(ot_busy, NULL, "ot_busy");
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
