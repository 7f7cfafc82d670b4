// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Work that is still queued when the module is removed.
 *
 * expect: pointer-escape
 * build: source
 */
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/workqueue.h>
#include <net/sock.h>

struct state {
	struct work_struct work;
};

static struct state state;

static void finish(struct work_struct *work)
{
}

static int fixed_bind(struct sock *sk)
{
	INIT_WORK(&state.work, finish);
	schedule_work(&state.work);
	return 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "unix_bind", .new_func = fixed_bind },
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
