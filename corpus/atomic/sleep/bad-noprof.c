// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Allocates under a spinlock as headers since 6.10 have it: the allocation is a macro around
 * another function, with account kept around it.
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

#define table_alloc_hooks(call) ({ account_begin(); call; })
#undef kmalloc
#define kmalloc(...) table_alloc_hooks(kmalloc_noprof(__VA_ARGS__))

void account_begin(void);
void *kmalloc_noprof(size_t size, gfp_t flags);

static DEFINE_SPINLOCK(lock);
static void *table;

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	if (!table)
		table = kmalloc(64, GFP_KERNEL);
	spin_unlock_irqrestore(&lock, flags);
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
