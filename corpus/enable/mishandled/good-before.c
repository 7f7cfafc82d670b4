// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Everything that may fail comes first.
 *
 * expect: nothing
 * build: source
 */
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <net/sock.h>

int mini_register(void);

void mini_unregister(void);

static int fixed_bind(struct sock *sk)
{
	return sk ? 0 : -EINVAL;
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
	int ret = mini_register();

	if (ret)
		return ret;
	ret = klp_enable_patch(&patch);
	if (ret)
		mini_unregister();
	return ret;
}

static void livepatch_exit(void)
{
}

module_init(livepatch_init);
module_exit(livepatch_exit);
MODULE_LICENSE("GPL");
MODULE_INFO(livepatch, "Y");
