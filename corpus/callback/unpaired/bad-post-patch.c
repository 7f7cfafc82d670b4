// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A flag set in post_patch is cleared by the wrong partner.
 *
 * expect: callback-unpaired vmlinux
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

static int enforced;

static void after(struct klp_object *obj)
{
	enforced = 1;
}

static void gone(struct klp_object *obj)
{
	enforced = 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "unix_bind", .new_func = fixed_bind },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs, .callbacks = { .post_patch = after, .post_unpatch = gone } },
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
