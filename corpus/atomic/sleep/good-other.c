// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A mutex is held, or a function of the livepatch releases the lock; and of two ways to the
 * sleep one has no lock.
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
static DEFINE_MUTEX(counts);

static void done(void)
{
	spin_unlock(&lock);
}

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	mutex_lock(&counts);
	msleep(1);
	mutex_unlock(&counts);
	spin_lock(&lock);
	done();
	msleep(1);
	if (v)
		spin_lock(&lock);
	if (!v)
		msleep(1);
	if (v)
		spin_unlock(&lock);
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
