// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sleeps in front of the lock, behind it, and on a way on which it was released.
 *
 * expect: nothing
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
static int users;
static void *table;

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	unsigned long flags;

	msleep(1);
	spin_lock_irqsave(&lock, flags);
	table = kmalloc(64, GFP_ATOMIC);
	spin_unlock_irqrestore(&lock, flags);
	spin_lock(&lock);
	if (users > 1) {
		spin_unlock(&lock);
		msleep(1);
		return -1;
	}
	spin_unlock(&lock);
	msleep(1);
	return 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "cmdline_proc_show", .new_func = fixed_cmdline_proc_show },
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
