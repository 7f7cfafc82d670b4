// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The source shows it as well: half of the position is lost.
 *
 * expect: prototype-mismatch vmlinux update_iter
 * build: source
 */
#include <linux/livepatch.h>
#include <linux/module.h>

static int fixed_update_iter(int pos)
{
	return pos > 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "update_iter", .new_func = fixed_update_iter },
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
