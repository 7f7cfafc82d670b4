// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Success told by 1.
 *
 * expect: callback-positive-return
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

static int before(struct klp_object *obj)
{
	return 1;
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
