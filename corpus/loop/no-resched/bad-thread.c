// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A kernel thread of the livepatch polls a flag and never sleeps.
 *
 * build: source
 * expect: loop-no-resched
 * shows: poll_ready
 */
#include <linux/kthread.h>
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/seq_file.h>

static int ready;

int poll_ready(void *data);
int poll_ready(void *data)
{
	while (!kthread_should_stop()) {
		if (READ_ONCE(ready))
			WRITE_ONCE(ready, 0);
	}
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
