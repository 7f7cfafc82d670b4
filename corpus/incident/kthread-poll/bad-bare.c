// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A kernel thread of the livepatch polls a queue and never lets the scheduler in: it cannot be switched
 * when the livepatch is disabled or replaced, and hosts hung in transition for hours.
 *
 * expect: loop-no-resched
 * expect: pointer-escape
 * shows: klpp_poll_queue
 * build: source
 */
#include <linux/kthread.h>
#include <linux/livepatch.h>
#include <linux/module.h>
#include <net/sock.h>

struct queue {
	int ready;
	int handled;
};

static int klpp_poll_queue(void *data)
{
	struct queue *queue = data;

	while (!kthread_should_stop()) {
		if (READ_ONCE(queue->ready)) {
			queue->handled++;
			WRITE_ONCE(queue->ready, 0);
		}
	}
	return 0;
}

static int klpp_unix_bind(struct sock *sk)
{
	struct task_struct *task = kthread_run(klpp_poll_queue, sk, "klp_queue");

	return IS_ERR(task) ? PTR_ERR(task) : 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "unix_bind", .new_func = klpp_unix_bind },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs },
	{},
};

static struct klp_patch patch = {
	.mod = THIS_MODULE,
	.objs = objs,
};

static int livepatch_init(void)
{
	return klp_enable_patch(&patch);
}

static void livepatch_exit(void)
{
}

module_init(livepatch_init);
module_exit(livepatch_exit);
MODULE_LICENSE("GPL");
MODULE_INFO(livepatch, "Y");
