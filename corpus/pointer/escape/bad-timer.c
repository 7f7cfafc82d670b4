// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One call gives a timer and its function away: one finding.
 *
 * expect: pointer-escape
 * build: source
 */
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/timer.h>
#include <net/sock.h>

static struct timer_list timer;

static void tick(struct timer_list *unused)
{
}

static int fixed_bind(struct sock *sk)
{
	timer_setup(&timer, tick, 0);
	mod_timer(&timer, jiffies + HZ);
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
