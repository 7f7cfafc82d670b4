// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A built module: sleeps in front of the lock and behind it; allocates under it with GFP_ATOMIC.
 *
 * expect: nothing
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

/* include/linux/spinlock_api_smp.h; the miniature kernel has no such functions. */
void _raw_spin_lock(int *lock);
void _raw_spin_unlock(int *lock);
void msleep(unsigned int milliseconds);
void *__kmalloc(size_t size, unsigned int flags);

static int lock;
static void *table;

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	msleep(1);
	_raw_spin_lock(&lock);
	if (!table)
		table = __kmalloc(64, 0xa20);
	_raw_spin_unlock(&lock);
	msleep(1);
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
