// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A built module: of two ways through the lock, one sleeps in a function of the livepatch.
 *
 * expect: atomic-sleep vmlinux cmdline_proc_show
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

/* include/linux/spinlock_api_smp.h; the miniature kernel has no such functions. */
void _raw_spin_lock(int *lock);
void _raw_spin_unlock(int *lock);
void msleep(unsigned int milliseconds);

static int lock, other, pause = 20;

static noinline void settle(int *count)
{
	msleep(*count);
	barrier();
}

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	_raw_spin_lock(&lock);
	if (m) {
		_raw_spin_lock(&other);
		pause++;
		_raw_spin_unlock(&other);
		settle(&pause);
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
