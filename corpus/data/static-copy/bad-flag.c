// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A flag that the old code sets and the livepatch does not see.
 *
 * expect: data-static-copy
 * build: source
 */
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/slab.h>

static int gc_running;

static void fixed_wait(void)
{
	gc_running++;
}

static struct klp_func funcs[] = {
	{ .old_name = "wait_for_unix_gc", .new_func = fixed_wait },
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
