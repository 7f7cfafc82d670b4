// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The lock was released before.
 *
 * expect: nothing
 * build: source
 */
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <net/sock.h>

#define LIMIT_ID 0x4401

struct limit {
	unsigned int count;
};

static DEFINE_SPINLOCK(limits);

static int fixed_bind(struct sock *sk)
{
	struct limit *limit;

	spin_lock_bh(&limits);
	sk->sk_state = 1;
	spin_unlock_bh(&limits);
	limit = klp_shadow_get_or_alloc(sk, LIMIT_ID, sizeof(*limit), GFP_KERNEL, NULL, NULL);
	return limit ? 0 : -ENOMEM;
}

static int fixed_release(struct sock *sk)
{
	klp_shadow_free(sk, LIMIT_ID, NULL);
	return 0;
}

static void all_gone(struct klp_object *obj)
{
	klp_shadow_free_all(LIMIT_ID, NULL);
}

static struct klp_func funcs[] = {
	{ .old_name = "unix_bind", .new_func = fixed_bind },
	{ .old_name = "unix_release", .new_func = fixed_release },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs, .callbacks.post_unpatch = all_gone },
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
