// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A variable of the livepatch's own, set up and freed by callbacks, whose name the kernel happens to
 * have as well.
 *
 * expect: nothing
 * build: source
 */
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <net/sock.h>

static unsigned long pages_scanned;

static int set_up(struct klp_object *obj)
{
	pages_scanned = 4096;
	return 0;
}

static void tear_down(struct klp_object *obj)
{
	pages_scanned = 0;
}

static int fixed_bind(struct sock *sk)
{
	return pages_scanned > 4096;
}

static struct klp_func funcs[] = {
	{ .old_name = "unix_bind", .new_func = fixed_bind },
	{},
};

static struct klp_object objs[] = {
	{
		.funcs = funcs,
		.callbacks = { .pre_patch = set_up, .post_unpatch = tear_down },
	},
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
