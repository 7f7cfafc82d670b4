// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The same with the release function patched as well.
 *
 * expect: nothing
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

static int klpp_unix_release(struct sock *sk)
{
	klp_shadow_free(sk, KLP_LIMIT_ID, NULL);
	return 0;
}

static void clean_up(struct klp_object *obj)
{
	klp_shadow_free_all(KLP_LIMIT_ID, NULL);
}

static struct klp_func funcs[] = {
	{ .old_name = "unix_bind", .new_func = klpp_unix_bind },
	{ .old_name = "unix_release", .new_func = klpp_unix_release },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs, .callbacks.post_unpatch = clean_up },
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
