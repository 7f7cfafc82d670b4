// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * klp_patch.objs is not set.
 *
 * expect: object-incomplete
 */
#include <linux/livepatch.h>

static struct klp_patch patch = {
	.mod = THIS_MODULE,
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
