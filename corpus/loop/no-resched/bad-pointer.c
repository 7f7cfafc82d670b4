// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Whether the thread ever sleeps depends on a function behind a pointer: a possibility.
 *
 * build: source
 * expect: loop-no-resched
 * shows: run_jobs
 */
#include <linux/kthread.h>
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/seq_file.h>

struct job {
	void (*run)(struct job *work);
};

int run_jobs(void *data);
int run_jobs(void *data)
{
	struct job *work = data;

	while (!kthread_should_stop())
		work->run(work);
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
