// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * With preemption off, a function of the livepatch takes a mutex; only on one way.
 *
 * expect: atomic-sleep vmlinux cmdline_proc_show
 * build: source
 */
#include <linux/delay.h>
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

static DEFINE_MUTEX(counts);
static int count;

static void add(int number)
{
	mutex_lock(&counts);
	count += number;
	mutex_unlock(&counts);
}

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	preempt_disable();
	if (m)
		add(1);
	preempt_enable();
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
