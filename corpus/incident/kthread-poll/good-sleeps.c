// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The same thread, which sleeps in each round, and is stopped before the module goes.
 *
 * expect: nothing
 * build: source
 */
#include <linux/delay.h>
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
		msleep(20);
	}
	return 0;
}

static struct task_struct *task;

static int klpp_unix_bind(struct sock *sk)
{
	task = kthread_run(klpp_poll_queue, sk, "klp_queue");
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
	if (!IS_ERR_OR_NULL(task))
		kthread_stop(task);
}

module_init(livepatch_init);
module_exit(livepatch_exit);
MODULE_LICENSE("GPL");
MODULE_INFO(livepatch, "Y");
