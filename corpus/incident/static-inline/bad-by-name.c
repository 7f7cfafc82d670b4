// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A helper that is declared inline is patched by its name: no symbol has it, every caller carries a copy.
 *
 * expect: inline-only vmlinux same_thread_owner
 * build: source
 */
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/sched.h>

static bool klpp_same_thread_owner(struct task_struct *task)
{
	return false;
}

static struct klp_func funcs[] = {
	{ .old_name = "same_thread_owner", .new_func = klpp_same_thread_owner },
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
