// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A built module: a callback sleeps with a spinlock held.
 *
 * expect: atomic-sleep
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

/* include/linux/spinlock_api_smp.h; the miniature kernel has no such functions. */
void _raw_spin_lock(int *lock);
void _raw_spin_unlock(int *lock);
void msleep(unsigned int milliseconds);

static int lock;

static int prepare(struct klp_object *obj)
{
	_raw_spin_lock(&lock);
	msleep(50);
	_raw_spin_unlock(&lock);
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
	{ .funcs = funcs, .callbacks.pre_patch = prepare },
	{},
};

module_livepatch(objs);
