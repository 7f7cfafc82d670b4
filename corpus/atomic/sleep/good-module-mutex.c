// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A built module: what is held is a mutex.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

struct mutex {
	long word[16];
};

void __mutex_init(struct mutex *lock, const char *name, void *key);
void mutex_lock(struct mutex *lock);
void mutex_unlock(struct mutex *lock);
void msleep(unsigned int milliseconds);

static struct mutex lock;

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	__mutex_init(&lock, "lock", NULL);
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
