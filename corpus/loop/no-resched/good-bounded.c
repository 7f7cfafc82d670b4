// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Loops with an end: constant, counted, by time, and until others have made progress.
 *
 * build: source
 * expect: nothing
 */
#include <linux/jiffies.h>
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/seq_file.h>

static int busy;
static unsigned long word;

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	unsigned long timeout = jiffies + 2, old;
	int i, left = *(int *)v;

	for (i = 0; i < 100; i++)
		cpu_relax();
	while (left > 0)
		left -= 2;
	while (READ_ONCE(busy) && time_before(jiffies, timeout))
		cpu_relax();
	for (;;) {
		if (!READ_ONCE(busy) || ++i > 200)
			break;
		udelay(1);
	}
	do {
		old = READ_ONCE(word);
	} while (cmpxchg(&word, old, old | 1) != old);
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
