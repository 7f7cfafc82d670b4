// SPDX-License-Identifier: GPL-2.0-or-later
/* lease_modify() is inlined only into init text, which is freed after boot. */
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>

static struct file_lock boot_lock;

int lease_modify(struct file_lock *lock, int type)
{
	if (lock->type == type)
		return 0;
	if (type < 0 || type > 2)
		return -EINVAL;
	lock->type = type;
	lock->break_time = 0;
	if (type == 2 && lock->file)
		lock->file->flags &= ~4u;
	return 1;
}
EXPORT_SYMBOL(lease_modify);

static int __init __flatten filelock_init(void)
{
	return lease_modify(&boot_lock, 1);
}
fs_initcall(filelock_init);

/* Cold part: what comes before panic() is split off as locks_free_lock.cold. */
void locks_free_lock(struct file_lock *lock);
void locks_free_lock(struct file_lock *lock)
{
	if (lock->next)
		panic("lock in a list");
	if (lock->file && lock->break_time) {
		pr_err("lock %d breaks\n", lock->type);
		fput(lock->file);
	}
	kfree(lock);
}
EXPORT_SYMBOL(locks_free_lock);
