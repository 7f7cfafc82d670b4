// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Every way round sleeps or reschedules, one of them in a helper.
 *
 * build: source
 * expect: nothing
 */
#include <linux/kthread.h>
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/wait.h>

static int ready;

static void rest(void)
{
	cond_resched();
}

int poll_ready(void *data);
int poll_ready(void *data)
{
	while (!kthread_should_stop()) {
		if (READ_ONCE(ready))
			rest();
		else
			schedule_timeout(1);
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
