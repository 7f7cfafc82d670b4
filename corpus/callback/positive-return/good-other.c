// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A positive number returned by a function that is no callback.
 *
 * expect: nothing
 * build: source
 */
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <net/sock.h>

static int fixed_bind(struct sock *sk)
{
	return sk ? 0 : -EINVAL;
}

static int amount(void)
{
	return 4;
}

static int before(struct klp_object *obj)
{
	return amount() == 4 ? 0 : -EINVAL;
}

static struct klp_func funcs[] = {
	{ .old_name = "unix_bind", .new_func = fixed_bind },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs, .callbacks.pre_patch = before },
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
