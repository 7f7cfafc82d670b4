// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A built module: allocates under a spinlock with flags that allow sleeping.
 *
 * expect: atomic-sleep vmlinux cmdline_proc_show
 */
#include <linux/livepatch.h>
#include <linux/seq_file.h>

/* include/linux/spinlock_api_smp.h; the miniature kernel has no such functions. */
void _raw_spin_lock(int *lock);
void _raw_spin_unlock(int *lock);
void *__kmalloc(size_t size, unsigned int flags);

static int lock;
static void *table;

static int fixed_cmdline_proc_show(struct seq_file *m, void *v)
{
	_raw_spin_lock(&lock);
	if (!table)
		table = __kmalloc(64, 0xcc0);
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
