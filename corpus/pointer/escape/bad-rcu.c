// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * An RCU callback of the livepatch, without rcu_barrier().
 *
 * expect: pointer-escape
 * build: source
 */
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <net/sock.h>

struct entry {
	struct rcu_head rcu;
};

static void drop(struct rcu_head *head)
{
	kfree(head);
}

static int fixed_bind(struct sock *sk)
{
	struct entry *entry = kzalloc(sizeof(*entry), GFP_KERNEL);

	if (entry)
		call_rcu(&entry->rcu, drop);
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
