// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The counter of the file that the replaced function is in, a second time.
 *
 * expect: data-static-copy
 * build: source
 */
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/slab.h>

static unsigned long pages_scanned;

static void fixed_balance(unsigned long *scanned)
{
	pages_scanned++;
}

static struct klp_func funcs[] = {
	{ .old_name = "balance_pgdat", .new_func = fixed_balance },
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
