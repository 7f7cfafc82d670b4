// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A shadow variable is made when a socket is connected, and nothing frees it when the socket is released:
 * the next socket at the same address begins with the counter of the old one.
 *
 * expect: shadow-leak vmlinux unix_bind
 * expect: shadow-left-behind
 * build: source
 */
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <net/sock.h>

#define KLP_LIMIT_ID 0x4401

struct limit {
	unsigned int count;
};

static int klpp_unix_bind(struct sock *sk)
{
	struct limit *limit = klp_shadow_get_or_alloc(sk, KLP_LIMIT_ID, sizeof(*limit), GFP_KERNEL,
						      NULL, NULL);

	if (!limit)
		return -ENOMEM;
	return ++limit->count > 10 ? -EPERM : 0;
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
