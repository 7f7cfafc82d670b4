// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A built module: on the way that sleeps the lock was released, or not taken.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

/* include/linux/spinlock_api_smp.h; the miniature kernel has no such functions. */
void _raw_spin_lock(int *lock);
void _raw_spin_unlock(int *lock);
void msleep(unsigned int milliseconds);

static int lock, users;

static noinline void release(void)
{
	_raw_spin_unlock(&lock);
	barrier();
}

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	if (v)
		_raw_spin_lock(&lock);
	users++;
	if (!v)
		msleep(1);
	else
		_raw_spin_unlock(&lock);
	_raw_spin_lock(&lock);
	while (users > 1) {
		release();
		msleep(1);
		_raw_spin_lock(&lock);
		users--;
	}
	_raw_spin_unlock(&lock);
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
