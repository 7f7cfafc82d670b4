// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A callback sleeps with a spinlock held.
 *
 * expect: atomic-sleep
 * build: source
 */
#include <linux/delay.h>
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);

static int prepare(struct klp_object *obj)
{
	spin_lock(&lock);
	msleep(50);
	spin_unlock(&lock);
	return 0;
}

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	return 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "cmdline_proc_show", .new_func = fixed_cmdline_proc_show },
	{},
};

static struct klp_object objs[] = {
	{ .funcs = funcs, .callbacks.pre_patch = prepare },
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
