// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The callback only queues work.
 *
 * expect: nothing
 * build: source
 */
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/workqueue.h>
#include <net/sock.h>

static int fixed_bind(struct sock *sk)
{
	return sk ? 0 : -EINVAL;
}

static void later(struct work_struct *work)
{
}

static DECLARE_WORK(work, later);

static void after(struct klp_object *obj)
{
	schedule_work(&work);
}

static void gone(struct klp_object *obj)
{
	cancel_work_sync(&work);
}

static struct klp_func funcs[] = {
	{ .old_name = "unix_bind", .new_func = fixed_bind },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs, .callbacks = { .post_patch = after, .pre_unpatch = gone } },
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
