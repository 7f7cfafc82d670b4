// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A built module: what is held is a mutex.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

void mutex_lock(long *lock);
void mutex_unlock(long *lock);
void msleep(unsigned int milliseconds);

static long lock;

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	mutex_lock(&lock);
	msleep(1);
	mutex_unlock(&lock);
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

module_livepatch(objs);
