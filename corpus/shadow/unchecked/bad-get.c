// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sockets from before the livepatch have no variable.
 *
 * expect: shadow-unchecked
 * build: source
 */
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <net/sock.h>

#define LIMIT_ID 0x4401

struct limit {
	unsigned int count;
};

static int fixed_abort(struct sock *sk, int error)
{
	struct limit *limit = klp_shadow_get(sk, LIMIT_ID);

	limit->count++;
	return 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "tcp_abort", .new_func = fixed_abort },
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
